import type { Decoded, Decoder, TextRange } from "./decoder.ts";

export function rot(text: string, by: number): string {
  return text.replace(/[a-z]/gi, (char) => {
    const base = char <= "Z" ? 65 : 97;
    return String.fromCharCode(((char.charCodeAt(0) - base + by) % 26) + base);
  });
}

export function reversed(text: string): string {
  return [...text].reverse().join("");
}

function* decodeRot13(text: string): Iterable<Decoded> {
  const rangeOf = (index: number) => ({ start: index, end: index + 1 });
  yield { start: 0, end: text.length, text: rot(text, 13), rangeOf };
}

function* decodeReversed(text: string): Iterable<Decoded> {
  const units = text.split("").reverse().join("");
  const rangeOf = (index: number) => ({ start: text.length - 1 - index, end: text.length - index });
  yield { start: 0, end: text.length, text: units, rangeOf };
}

const tag = /^[\u{e0020}-\u{e007e}]$/u;

function plain(char: string): string {
  if (tag.test(char)) return String.fromCharCode((char.codePointAt(0) ?? 0) - 0xe0000);
  if (/^[\p{Cf}\p{Variation_Selector}]$/u.test(char)) return "";
  const composed = char.normalize("NFKC");
  return /^[ -~]+$/.test(composed) ? composed : char;
}

/** Only what is seen, plainly; what the tag block hides as what it means. */
function* decodeUnseen(text: string): Iterable<Decoded> {
  if (!/[^\p{ASCII}]/u.test(text)) return;
  let out = "";
  const ranges: TextRange[] = [];
  let at = 0;
  for (const char of text) {
    const end = at + char.length;
    const kept = char < "\x80" ? char : plain(char);
    out += kept;
    for (let unit = 0; unit < kept.length; unit++) ranges.push({ start: at, end });
    at = end;
  }
  const rangeOf = (index: number) => ranges[index] ?? { start: 0, end: text.length };
  yield { start: 0, end: text.length, text: out, rangeOf };
}

/** Bytes as variation selectors, which are drawn as nothing. */
function* decodeSelectors(text: string): Iterable<Decoded> {
  for (const match of text.matchAll(/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{4,}/gu)) {
    const bytes = [...match[0]].map((char) => {
      const code = char.codePointAt(0) ?? 0;
      return code >= 0xe0100 ? code - 0xe0100 + 16 : code - 0xfe00;
    });
    const [start, end] = [match.index, match.index + match[0].length];
    yield { start, end, text: Buffer.from(bytes).toString("utf8"), rangeOf: null };
  }
}

/** Ways of hiding under which another one may lie: they are undone for the text as a whole. */
export const wholeDecoders: readonly Decoder[] = [
  { name: "Unicode", decode: decodeUnseen },
  { name: "variation selectors", decode: decodeSelectors },
  { name: "reversed", decode: decodeReversed },
  { name: "rot13", decode: decodeRot13 },
];
