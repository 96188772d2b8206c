import type { Found } from "./decode/find.ts";
import { endOfCharacter, fold } from "./decode/fold.ts";
import type { Layer } from "./decode/layers.ts";

export interface WordRun extends Found {
  readonly words: number;
  readonly of: number;
}

/** So much of a text in one piece is a leak; fewer words are what anyone says. */
const leakedShare = 0.6;
const leastWords = 8;

interface Words {
  readonly hashes: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function wordsOf(text: string): Words {
  const words = { hashes: [] as number[], starts: [] as number[], ends: [] as number[] };
  for (const match of text.matchAll(/[\p{L}\p{N}]{1,1000}/gu)) {
    let hash = 7;
    for (let at = 0; at < match[0].length; at++) {
      hash = (Math.imul(hash, 31) + match[0].charCodeAt(at)) | 0;
    }
    words.hashes.push(hash);
    words.starts.push(match.index);
    words.ends.push(match.index + match[0].length);
  }
  return words;
}

/** Hashes of every `size` words in a row, by where they begin. */
function* rolling(hashes: readonly number[], size: number): Iterable<readonly [number, number]> {
  const base = 1_000_003;
  let top = 1;
  for (let count = 1; count < size; count++) top = Math.imul(top, base);
  let hash = 0;
  for (let at = 0; at < hashes.length; at++) {
    if (at >= size) hash = (hash - Math.imul(hashes[at - size] ?? 0, top)) | 0;
    hash = (Math.imul(hash, base) + (hashes[at] ?? 0)) | 0;
    if (at >= size - 1) yield [hash, at - size + 1];
  }
}

const isSame = (
  a: readonly number[],
  from: number,
  b: readonly number[],
  to: number,
  size: number,
) => a.slice(from, from + size).every((hash, index) => hash === b[to + index]);

/** The longest run of a protected text’s words, in order, where it is long enough; linear. */
export function runOfWords(layers: readonly Layer[], secret: string): WordRun | null {
  const wanted = wordsOf(fold(secret, "letters").text).hashes;
  const size = Math.max(leastWords, Math.ceil(wanted.length * leakedShare));
  if (wanted.length < size) return null;
  const known = new Map(rolling(wanted, size));
  for (const layer of layers) {
    const folded = layer.folded("letters");
    const words = wordsOf(folded.text);
    for (const [hash, at] of rolling(words.hashes, size)) {
      const from = known.get(hash);
      if (from === undefined || !isSame(words.hashes, at, wanted, from, size)) continue;
      let count = size;
      while (from + count < wanted.length && words.hashes[at + count] === wanted[from + count]) {
        count++;
      }
      const start = folded.starts[words.starts[at] ?? 0] ?? 0;
      const last = (words.ends[at + count - 1] ?? 1) - 1;
      const end = endOfCharacter(layer.text, folded.starts[last] ?? start);
      const range = layer.locate(start, end);
      return { ...range, decoded: layer.chain, words: count, of: wanted.length };
    }
  }
  return null;
}
