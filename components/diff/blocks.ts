import type { PatchHunk, PatchLine } from "#lib/engines/patch/index.ts";
import { highlightLines, type Token } from "./highlight.ts";
import { changedWords, type Range } from "./words.ts";

export interface DiffLine {
  kind: PatchLine["kind"];
  number: number;
  tokens: readonly Token[];
  marks: readonly Range[];
  noNewline: boolean;
}

/** Lines that stand side by side: unchanged on both sides, or removed against added. */
export interface DiffBlock {
  kind: "context" | "change";
  before: readonly DiffLine[];
  after: readonly DiffLine[];
}

/** Colours a hunk, once as it was and once as it is, and cuts it into blocks. */
export async function blocksOf(path: string, hunk: PatchHunk): Promise<DiffBlock[]> {
  const [before, after] = await Promise.all([side(path, hunk, "delete"), side(path, hunk, "add")]);
  const blocks: { kind: DiffBlock["kind"]; before: DiffLine[]; after: DiffLine[] }[] = [];
  let oldAt = 0;
  let newAt = 0;
  for (const line of hunk.lines) {
    const kind = line.kind === "context" ? "context" : "change";
    let block = blocks.at(-1);
    if (block?.kind !== kind) {
      block = { kind, before: [], after: [] };
      blocks.push(block);
    }
    const was = line.kind === "add" ? undefined : before[oldAt++];
    const is = line.kind === "delete" ? undefined : after[newAt++];
    if (was) block.before.push(was);
    if (is) block.after.push(is);
  }
  return blocks.map((block) => (block.kind === "change" ? markWords(block) : block));
}

async function side(path: string, hunk: PatchHunk, changed: "add" | "delete"): Promise<DiffLine[]> {
  const lines = hunk.lines.filter((line) => line.kind === "context" || line.kind === changed);
  const coloured = await highlightLines(
    path,
    lines.map((line) => line.text),
  );
  return lines.map((line, index) => ({
    kind: line.kind,
    number: (changed === "add" ? line.newLine : line.oldLine) ?? 0,
    tokens: coloured[index] ?? [{ text: line.text }],
    marks: [],
    noNewline: line.noNewline ?? false,
  }));
}

function textOf(line: DiffLine): string {
  return line.tokens.map((token) => token.text).join("");
}

function markWords(block: DiffBlock): DiffBlock {
  const before = [...block.before];
  const after = [...block.after];
  const pairs = Math.min(before.length, after.length);
  for (let row = 0; row < pairs; row++) {
    const was = before[row];
    const is = after[row];
    if (!was || !is) continue;
    const marks = changedWords(textOf(was), textOf(is));
    before[row] = { ...was, marks: marks.before };
    after[row] = { ...is, marks: marks.after };
  }
  return { ...block, before, after };
}
