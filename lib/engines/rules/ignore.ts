import type { IgnoreMark } from "./rule.ts";
import type { SourceFile } from "./source-file.ts";
import { findKinds } from "./syntax.ts";

const id = "[a-z]+\\/[A-Za-z0-9][A-Za-z0-9_.-]*";
const opening = "(?:\\/\\/|#|\\/\\*|<!--|^\\s*\\*)";
const mark = new RegExp(
  `${opening}\\s*etna-ignore\\s+(${id})\\s*(?::\\s*(.*?))?\\s*(?:\\*\\/|-->|$)`,
);
const maxLineLength = 2000;
/** A block comment that is longer is a text of its own. */
const maxCommentLines = 12;

interface Mark {
  /** 1-based. */
  readonly line: number;
  readonly ruleId: string;
  readonly reason: string;
}

function markOn(lines: readonly string[], line: number): Mark | null {
  const text = lines[line - 1];
  if (text === undefined || text.length > maxLineLength || !text.includes("etna-ignore"))
    return null;
  const match = mark.exec(text);
  if (match?.[1] === undefined) return null;
  return { line, ruleId: match[1], reason: match[2] ?? "" };
}

/**
 * The `etna-ignore RULE-ID: reason` comment that excuses a finding: on its line, on the one above, or
 * in the block comment that ends there. Without a reason, or for another rule, nothing is ignored.
 */
export function findIgnore(lines: readonly string[], line: number, ruleId: string): Mark | null {
  for (const at of [line, ...linesAbove(lines, line)]) {
    const found = markOn(lines, at);
    if (found?.ruleId === ruleId && found.reason !== "") return found;
  }
  return null;
}

/** The reason alone. */
export function ignoreReason(
  lines: readonly string[],
  line: number,
  ruleId: string,
): string | null {
  return findIgnore(lines, line, ruleId)?.reason ?? null;
}

function linesAbove(lines: readonly string[], line: number): readonly number[] {
  const above = [line - 1];
  const last = lines[line - 2] ?? "";
  const [open, close] = /-->\s*$/.test(last) ? ["<!--", "-->"] : ["/*", "*/"];
  if (last.length > maxLineLength || !last.includes(close) || last.includes(open)) return above;
  for (let at = line - 2; at >= 1 && above.length < maxCommentLines; at--) {
    above.push(at);
    if (lines[at - 1]?.includes(open)) return above;
  }
  return [line - 1];
}

/** How many such comments a text has, whatever they excuse. */
export function countIgnoreMarks(text: string): number {
  return text.split(/\r?\n/).filter((line) => /etna-ignore\b/.test(line.slice(0, maxLineLength)))
    .length;
}

/**
 * The marks of a file that excuse nothing: without a reason, for a rule that there is not, or beside
 * no finding. `ran` are the rules that looked at the file, `used` the lines of marks that excused.
 */
export function idleMarks(
  file: SourceFile,
  known: ReadonlySet<string>,
  ran: ReadonlySet<string>,
  used: ReadonlySet<number>,
): IgnoreMark[] {
  // Prose that explains the mark has it, too.
  if (!file.text.includes("etna-ignore") || /\.(?:mdx?|rst|txt|adoc)$/i.test(file.path)) return [];
  const comments = commentLines(file);
  const idle: IgnoreMark[] = [];
  file.lines().forEach((_, at) => {
    const found = markOn(file.lines(), at + 1);
    if (found === null || used.has(found.line) || comments?.has(found.line) === false) return;
    const fault = faultOf(found, known, ran);
    if (fault !== null)
      idle.push({ path: file.path, line: found.line, ruleId: found.ruleId, fault });
  });
  return idle;
}

function faultOf(
  { ruleId, reason }: Mark,
  known: ReadonlySet<string>,
  ran: ReadonlySet<string>,
): IgnoreMark["fault"] | null {
  if (!known.has(ruleId)) return "unknown_rule";
  if (reason === "") return "no_reason";
  return ran.has(ruleId) ? "excuses_nothing" : null;
}

/** What is said of a mark that excuses nothing, after its name. */
export const idleMarkWords: Readonly<Record<IgnoreMark["fault"], string>> = {
  no_reason: "gives no reason, and so excuses nothing",
  unknown_rule: "names a rule that there is not",
  excuses_nothing: "excuses nothing any more",
};

/** Lines that a comment stands on; null where no grammar can tell a comment from a string. */
function commentLines(file: SourceFile): ReadonlySet<number> | null {
  const root = file.root();
  if (root === null) return null;
  const lines = new Set<number>();
  for (const comment of findKinds(root, "comment")) {
    const { start, end } = comment.range();
    for (let line = start.line + 1; line <= end.line + 1; line++) lines.add(line);
  }
  return lines;
}
