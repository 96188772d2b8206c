import { utf8 } from "#lib/base/index.ts";

/** Head and tail of a text that is too long, and a word on what is left out between them. */
export function headAndTail(text: string, maxBytes: number): string {
  const bytes = utf8(text);
  if (bytes.length <= maxBytes) return text;
  const half = Math.floor(maxBytes / 2);
  const head = decode(bytes.subarray(0, half));
  const tail = decode(bytes.subarray(bytes.length - half));
  return `${head}\n[… ${bytes.length - 2 * half} bytes left out …]\n${tail}`;
}

/** A cut through a character leaves a mark in its place. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

export interface LineSpan {
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * The lines from `first` to `last` as they fit into `maxBytes`: all of them, or as many whole lines
 * from either end as fit into half of it each.
 */
export function fittingSpans(
  lines: readonly string[],
  first: number,
  last: number,
  maxBytes: number,
): readonly LineSpan[] {
  const sizeOf = (line: number) => utf8(lines[line - 1] ?? "").length + 1;
  let total = 0;
  for (let line = first; line <= last && total <= maxBytes; line++) total += sizeOf(line);
  if (total <= maxBytes) return [{ startLine: first, endLine: last }];
  let headEnd = first;
  for (let left = maxBytes / 2 - sizeOf(first); headEnd < last; headEnd++) {
    left -= sizeOf(headEnd + 1);
    if (left < 0) break;
  }
  let tailStart = last + 1;
  for (let left = maxBytes / 2; tailStart > headEnd + 1; tailStart--) {
    left -= sizeOf(tailStart - 1);
    if (left < 0) break;
  }
  const head = { startLine: first, endLine: headEnd };
  return tailStart > last ? [head] : [head, { startLine: tailStart, endLine: last }];
}
