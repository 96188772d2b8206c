/**
 * Words of an agent or of whoever wrote a seed, as a person may be shown them: what would move a cursor, turn a
 * line around or be seen by nobody is written out. It is well-formed afterwards.
 */
export function shown(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/gu, (char) =>
    char === "\n" || char === "\t" ? char : `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
}
