// Controls, separators of lines and halves of characters; formats (zero widths, turns of direction,
// tags) but for the two joiners that scripts and emoji need; letters that are drawn as nothing.
const unseen =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}|[\u115f\u1160\u2800\u3164\uffa0]/u;

/**
 * True where every character of a line can be seen where it stands: nothing is hidden in it, and
 * nothing turns the direction of what is beside it.
 */
export function isVisibleLine(text: string): boolean {
  return !unseen.test(text);
}
