import { isSafePattern, type RedosDetectorTrail } from "redos-detector";

/** A group that is repeated without a limit, and what follows it. */
interface RepeatedGroup {
  readonly body: string;
  readonly rest: string;
}

const maxPatternLength = 500;
const maxGroups = 2;
const maxSteps = 400;
const maxScore = 3;
/** Steps end it long before; this is for a machine that stands still. */
const timeoutMs = 2000;
const known = new Map<string, boolean>();
const maxKnown = 5000;

/**
 * True where a repeated group of the pattern matches some text in more than one way and the pattern
 * can still fail after it: then the time grows exponentially with the text. Bounded by steps.
 */
export function isExponential(pattern: string): boolean {
  if (pattern.length > maxPatternLength || /\\[1-9]|\\k</.test(pattern)) return false;
  const before = known.get(pattern);
  if (before !== undefined) return before;
  const groups = repeatedGroups(pattern).filter(
    ({ body, rest }) => canFail(rest) && overlapCanFail(body, rest),
  );
  const found = groups.slice(0, maxGroups).some(({ body }) => isAmbiguous(body));
  if (known.size >= maxKnown) known.clear();
  known.set(pattern, found);
  return found;
}

/** Groups under `*`, `+` or `{n,}` that could match a text in several ways. */
function repeatedGroups(pattern: string): RepeatedGroup[] {
  const open: number[] = [];
  const out: RepeatedGroup[] = [];
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === "\\") at++;
    else if (inClass) inClass = char !== "]";
    else if (char === "[") inClass = true;
    else if (char === "(") open.push(at);
    else if (char === ")") {
      const start = open.pop();
      const repeat = /^(?:[*+]|\{\d+,\})\??/.exec(pattern.slice(at + 1, at + 12))?.[0];
      if (start === undefined || repeat === undefined) continue;
      const body = pattern
        .slice(start, at + 1)
        .replace(/^\((?:\?:|\?<\w+>)?/, "")
        .slice(0, -1);
      if (body.startsWith("?") || !/[*+?|]|\{\d+,/.test(body)) continue;
      out.push({ body, rest: pattern.slice(at + 1 + repeat.length) });
    }
  }
  return out;
}

/** Ends that a text may have which the rest of a pattern is tried on. */
const ends = ["", "!", "\u0000", " ", "a", "0", "\n", ";", "-"];

/** False where whatever stands behind the group matches everywhere: then nothing is tried again. */
function canFail(rest: string): boolean {
  const closed = withoutOuter(rest);
  if (closed === "") return false;
  try {
    const whole = new RegExp(`^x(?:${closed})`);
    return ends.some((end) => !whole.test(`x${end}`));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/**
 * `(.|\s)*` is ambiguous for blanks only, and takes every text: where what follows fits a run of
 * blanks whatever its end, no text makes it try again. True as well where branches are more than
 * single characters.
 */
function overlapCanFail(body: string, rest: string): boolean {
  const branches = /^\(?(\.|\\\w)\|(\.|\\\w)\)?$/.exec(body)?.slice(1);
  if (branches === undefined) return true;
  const twice = [...ends, "\t", "/"].filter((char) =>
    branches.every((branch) => new RegExp(`^${branch}$`).test(char)),
  );
  const whole = new RegExp(`^(?:${body})*?(?:${withoutOuter(rest)})`);
  return twice.some((char) => ends.some((end) => !whole.test(char.repeat(10) + end)));
}

/** The rest of a pattern without the brackets and branches of the groups that are open around it. */
function withoutOuter(rest: string): string {
  let out = "";
  let depth = 0;
  let inClass = false;
  let branch = false;
  for (let at = 0; at < rest.length; at++) {
    const char = rest[at] ?? "";
    const piece = char === "\\" ? rest.slice(at, ++at + 1) : char;
    if (char !== "\\" && inClass) inClass = char !== "]";
    else if (char === "[") inClass = true;
    else if (char === "(") depth++;
    else if (char === ")" && depth > 0) depth--;
    else if (char === ")") {
      branch = false;
      at += /^(?:[*+?]|\{\d*,?\d*\})?\??/.exec(rest.slice(at + 1, at + 12))?.[0].length ?? 0;
      continue;
    } else if (char === "|" && depth === 0) branch = true;
    if (!branch) out += piece;
  }
  return out;
}

function isAmbiguous(body: string): boolean {
  try {
    const result = isSafePattern(`^(?:${body})*$`, { maxScore, maxSteps, timeout: timeoutMs });
    return !result.safe && result.trails.some(meetsAgain);
  } catch (error) {
    // Newer syntax than its parser knows: then there is no verdict.
    if (error instanceof Error) return false;
    throw error;
  }
}

/**
 * Two ways through one text that part and come together again can be repeated, which doubles the ways
 * each time. Ways that only begin alike, such as `red|rose`, end by themselves.
 */
function meetsAgain({ trail }: RedosDetectorTrail): boolean {
  let parted = false;
  for (const { a, b } of trail) {
    const same = a.node.start.offset === b.node.start.offset;
    if (same && (parted || turns(a) !== turns(b))) return true;
    parted ||= !same;
  }
  return false;
}

function turns(side: RedosDetectorTrail["trail"][number]["a"]): string {
  return side.quantifierIterations
    .map(({ node, iteration }) => `${node.start.offset}:${iteration}`)
    .join(" ");
}
