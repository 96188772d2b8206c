import { hiddenName } from "../ui/unseen.ts";
import type { Token, TokenKind } from "./highlight.ts";
import type { Range } from "./words.ts";

export interface Segment {
  /** Where it begins in the line; unique within it. */
  at: number;
  text: string;
  kind?: TokenKind | undefined;
  marked: boolean;
  /** The code point's name when the text is one character that would not be seen. */
  hidden?: string | undefined;
}

/** Cuts coloured tokens at the edges of the marks, and sets every unseen character apart. */
export function segmentsOf(tokens: readonly Token[], marks: readonly Range[]): Segment[] {
  const edges = new Set(marks.flat());
  const segments: Segment[] = [];
  let at = 0;
  for (const token of tokens) {
    for (const char of token.text) {
      const marked = marks.some(([from, to]) => at >= from && at < to);
      const hidden = hiddenName(char);
      const last = segments.at(-1);
      const continues =
        last &&
        !hidden &&
        !last.hidden &&
        !edges.has(at) &&
        last.kind === token.kind &&
        last.marked === marked;
      if (continues) last.text += char;
      else segments.push({ at, text: char, kind: token.kind, marked, hidden });
      at += char.length;
    }
  }
  return segments;
}
