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

// Controls, zero widths and direction overrides: what a reviewer cannot see can still act.
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u;

/** Cuts coloured tokens at the edges of the marks, and sets every unseen character apart. */
export function segmentsOf(tokens: readonly Token[], marks: readonly Range[]): Segment[] {
  const edges = new Set(marks.flat());
  const segments: Segment[] = [];
  let at = 0;
  for (const token of tokens) {
    for (const char of token.text) {
      const marked = marks.some(([from, to]) => at >= from && at < to);
      const hidden = unseen.test(char) ? codePointName(char) : undefined;
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

function codePointName(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
