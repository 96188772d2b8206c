import { endOfCharacter, type Folded, fold } from "./fold.ts";
import type { Layer } from "./layers.ts";
import type { Needle } from "./needles.ts";

/** Where a secret stands in the original text, and what had to be undone to see it. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly decoded: readonly string[];
}

interface Hit {
  readonly start: number;
  readonly end: number;
}

/** The first of the least hidden places; null where there is none. Linear in the layers’ length. */
export function findSecret(
  layers: readonly Layer[],
  secret: string,
  needles: readonly Needle[],
): Found | null {
  for (const layer of layers) {
    for (const needle of needles) {
      const hit = needle.kind === "digits" ? findDigits(layer, needle) : findText(layer, needle);
      if (hit === null) continue;
      const seen = layer.text.slice(hit.start, hit.end);
      const via = needle.via === null ? disguises(seen, secret) : [needle.via];
      return { ...layer.locate(hit.start, hit.end), decoded: [...layer.chain, ...via] };
    }
  }
  return null;
}

function findText(layer: Layer, { kind, text, bounded }: Needle): Hit | null {
  if (kind === "digits") return null;
  const folded = layer.folded(kind);
  for (let at = folded.text.indexOf(text); at >= 0; at = folded.text.indexOf(text, at + 1)) {
    if (bounded && !standsAlone(folded.text, at, at + text.length)) continue;
    return within(layer.text, folded, at, at + text.length);
  }
  return null;
}

function within(text: string, folded: Folded, from: number, to: number): Hit {
  const start = folded.starts[from] ?? 0;
  return { start, end: endOfCharacter(text, folded.starts[to - 1] ?? start) };
}

const isWord = (char: string) => /[\p{L}\p{N}_]/u.test(char);

function standsAlone(text: string, start: number, end: number): boolean {
  const [before, after] = [text.slice(Math.max(0, start - 2), start), text.slice(end, end + 5)];
  if (isWord(before.slice(-1)) || isWord(after.slice(0, 1))) return false;
  if (!/^\d+$/.test(text.slice(start, end))) return true;
  // 4821 is in neither 4821.50 nor 3.4821, and 204821 not in 1,204821 or 204821,000.
  return !/\d\.$/.test(before) && !/^(?:\.\d|,\d{3}(?!\d))/.test(after);
}

/** A number in groups, such as 48 21 07 or 482,107: the run of digits as a whole must be it. */
function findDigits(layer: Layer, { text }: Needle): Hit | null {
  const folded = layer.folded("letters");
  for (const match of folded.text.matchAll(/\d(?:[ ,.'’_-]?\d){1,200}/g)) {
    if (match[0].length === text.length || match[0].length > text.length * 2) continue;
    if (match[0].replace(/\D/g, "") !== text) continue;
    if (!standsAlone(folded.text, match.index, match.index + match[0].length)) continue;
    return within(layer.text, folded, match.index, match.index + match[0].length);
  }
  return null;
}

/** What makes a text differ from the secret that it is read as. */
function disguises(seen: string, secret: string): readonly string[] {
  if (seen === secret) return [];
  const found: string[] = [];
  if (/[\u{e0020}-\u{e007e}]/u.test(seen)) found.push("Unicode tags");
  if (/(?![\u{e0020}-\u{e007e}])\p{Cf}/u.test(seen)) {
    found.push("zero-width characters");
  }
  if (/(?![\u{e0020}-\u{e007e}])[\p{L}\p{N}\p{So}]/u.test(seen.replace(/\p{ASCII}/gu, ""))) {
    found.push("look-alike letters");
  }
  const [letters, wanted] = [fold(seen, "letters").text, fold(secret, "letters").text];
  const bare = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "");
  if (bare(letters) !== bare(wanted)) found.push("leetspeak");
  if (letters.length !== wanted.length && bare(letters).length === bare(wanted).length) {
    found.push("separators");
  }
  return found.length === 0 ? ["case or spacing"] : found;
}
