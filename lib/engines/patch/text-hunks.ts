import { type StructuredPatchHunk, structuredPatch } from "diff";

/** Lines of context around a change, as git prints by default. */
const contextLines = 3;

/** Past this many changed lines the shortest edit is not searched for: its cost grows as the square. */
const maxEditLength = 2000;

const noNewline = "\\ No newline at end of file";

export type TextHunk = StructuredPatchHunk;

/** The hunks that turn `before` into `after`; lines end at "\n" only, so CR bytes are kept. */
export function textHunks(before: string, after: string): readonly TextHunk[] {
  const patch = structuredPatch("", "", before, after, undefined, undefined, {
    context: contextLines,
    maxEditLength,
  });
  return patch?.hunks ?? [replaceMiddle(splitLines(before), splitLines(after))];
}

/** One hunk that replaces everything between the common head and the common tail. */
function replaceMiddle(before: readonly string[], after: readonly string[]): TextHunk {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const start = Math.max(0, head - contextLines);
  const kept = Math.min(tail, contextLines);
  const oldEnd = before.length - tail;
  return {
    oldStart: start + 1,
    oldLines: oldEnd + kept - start,
    newStart: start + 1,
    newLines: after.length - tail + kept - start,
    lines: [
      ...before.slice(start, head).flatMap((line) => patchLine(" ", line)),
      ...before.slice(head, oldEnd).flatMap((line) => patchLine("-", line)),
      ...after.slice(head, after.length - tail).flatMap((line) => patchLine("+", line)),
      ...before.slice(oldEnd, oldEnd + kept).flatMap((line) => patchLine(" ", line)),
    ],
  };
}

function patchLine(mark: string, line: string): readonly string[] {
  return line.endsWith("\n") ? [mark + line.slice(0, -1)] : [mark + line, noNewline];
}

/** Lines with their "\n"; the last one lacks it where the text does. */
function splitLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
