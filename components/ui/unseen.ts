// Controls, zero widths, fillers, direction overrides: what a reader cannot see can still act. Tabs,
// line ends and the selectors of emoji are what they seem.
const unseen =
  /(?!\t|\n|\ufe0e|\ufe0f)[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u;

/** The code point's name, such as "U+202E", of a character that would not be seen. */
export function hiddenName(char: string): string | undefined {
  if (!unseen.test(char)) return undefined;
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

export interface Piece {
  /** Where it begins in the text; unique within it. */
  readonly at: number;
  readonly text: string;
  readonly hidden: boolean;
}

/** The text in pieces, each character that would not be seen set apart under its name. */
export function visiblePieces(text: string): readonly Piece[] {
  if (!unseen.test(text)) return [{ at: 0, text, hidden: false }];
  const pieces: { at: number; text: string; hidden: boolean }[] = [];
  let at = 0;
  for (const char of text) {
    const name = hiddenName(char);
    const last = pieces.at(-1);
    if (name !== undefined) pieces.push({ at, text: name, hidden: true });
    else if (last && !last.hidden) last.text += char;
    else pieces.push({ at, text: char, hidden: false });
    at += char.length;
  }
  return pieces;
}
