import { diffArrays } from "diff";

/** Past so many changed lines a file counts as changed throughout: the search grows as the square. */
const maxEditLength = 2000;

export interface Changed {
  readonly any: boolean;
  touches(startLine: number, endLine: number): boolean;
}

export const everything: Changed = { any: true, touches: () => true };
export const nothing: Changed = { any: false, touches: () => false };

/** By lines without their endings: a checkout may have made CRLF of LF. */
export function compared(before: string, after: string): Changed {
  const parts = diffArrays(before.split(/\r?\n/), after.split(/\r?\n/), { maxEditLength });
  if (parts === undefined) return everything;
  const ranges: (readonly [number, number])[] = [];
  let line = 1;
  for (const { added, removed, count } of parts) {
    if (added) ranges.push([line, line + count - 1]);
    else if (removed) ranges.push([line - 1, line]);
    if (!removed) line += count;
  }
  return {
    any: ranges.length > 0,
    touches: (startLine, endLine) =>
      ranges.some(([first, last]) => startLine <= last && first <= endLine),
  };
}
