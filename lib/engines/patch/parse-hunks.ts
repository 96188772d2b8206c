import { malformed, type PatchHunk, type PatchLine } from "./patch-file.ts";

const hunkHeader = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@(?: .*)?$/s;
const kinds = { " ": "context", "+": "add", "-": "delete" } as const;

/** Reads hunks from line `at` on, up to the first line that begins none. */
export function parseHunks(
  lines: readonly string[],
  at: number,
): { readonly hunks: readonly PatchHunk[]; readonly next: number } {
  const hunks: PatchHunk[] = [];
  let next = at;
  while (lines[next]?.startsWith("@@ ")) {
    const hunk = parseHunk(lines, next);
    hunks.push(hunk);
    next += 1 + hunk.lines.length + hunk.lines.filter((line) => line.noNewline).length;
  }
  return { hunks, next };
}

function parseHunk(lines: readonly string[], at: number): PatchHunk {
  const header = lines[at] ?? "";
  const match = hunkHeader.exec(header);
  if (match === null) throw malformed(at + 1, "the hunk header is malformed");
  const [oldStart = 0, oldLines = 1, newStart = 0, newLines = 1] = match
    .slice(1)
    .map((digits) => (digits === undefined ? undefined : Number(digits)));
  const out: PatchLine[] = [];
  let oldLine = oldStart;
  let newLine = newStart;
  let oldLeft = oldLines;
  let newLeft = newLines;
  for (let i = at + 1; oldLeft > 0 || newLeft > 0; i++) {
    const line = lines[i] ?? "";
    const kind = kinds[line[0] as keyof typeof kinds];
    if (kind === undefined) throw malformed(i + 1, "the hunk is shorter than its header says");
    const noNewline = lines[i + 1]?.startsWith("\\ ") ?? false;
    if (kind !== "add") oldLeft--;
    if (kind !== "delete") newLeft--;
    out.push({
      kind,
      ...(kind === "add" ? {} : { oldLine: oldLine++ }),
      ...(kind === "delete" ? {} : { newLine: newLine++ }),
      text: line.slice(1),
      ...(noNewline ? { noNewline } : {}),
    });
    if (noNewline) i++;
  }
  if (oldLeft < 0 || newLeft < 0) throw malformed(at + 1, "the hunk's counts do not add up");
  return { header, oldStart, oldLines, newStart, newLines, lines: out };
}
