import { type Decoded, type Decoder, readable } from "./decoder.ts";

/** Characters that belong to a run, and blanks between them; the run's own characters as `text`. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What stands between the pieces of one string that was broken over lines or put together in code. */
const isGap = (char: string) => char === " " || char === "\n" || char === "\r" || char === "\t";

/** Runs of characters of one alphabet of at least `least`, with their gaps closed, and their pieces. */
function* runsOf(text: string, alphabet: RegExp, least: number): Iterable<Run> {
  const belongs = Uint8Array.from({ length: 128 }, (_, code) =>
    alphabet.test(String.fromCharCode(code)) ? 1 : isGap(String.fromCharCode(code)) ? 2 : 0,
  );
  let start = -1;
  let end = 0;
  let pieces: string[] = [];
  let pieceStart = -1;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 0;
    const kind = code < 128 ? (belongs[code] ?? 0) : 0;
    if (kind === 1) {
      if (start < 0) start = at;
      if (pieceStart < 0) pieceStart = at;
      end = at + 1;
      continue;
    }
    if (pieceStart >= 0) {
      const piece = text.slice(pieceStart, at);
      pieces.push(piece);
      const isAlone = kind !== 2 && pieces.length === 1;
      if (piece.length >= least && !isAlone) {
        yield { start: pieceStart, end: at, text: piece };
      }
    }
    pieceStart = -1;
    if (kind === 2 || start < 0) continue;
    const joined = pieces.join("");
    if (joined.length >= least) yield { start, end, text: joined };
    start = -1;
    pieces = [];
  }
}

function* decodeBase64(text: string): Iterable<Decoded> {
  for (const run of runsOf(text, /[A-Za-z0-9+/_-]/, 8)) {
    // Words before it may have been taken into the run: then it is read from another place.
    for (let shift = 0; shift < 4; shift++) {
      const found = readable(Buffer.from(run.text.slice(shift), "base64"));
      if (found === null) continue;
      const padding = /^={0,2}/.exec(text.slice(run.end, run.end + 2))?.[0].length ?? 0;
      yield { start: run.start, end: run.end + padding, text: found, rangeOf: null };
    }
  }
}

const base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function fromBase32(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let length = 0;
  for (const char of text) {
    held = ((held << 5) | base32Alphabet.indexOf(char)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = held >> bits;
  }
  return bytes;
}

/** Small letters are base32 only where they stand without a gap: else all prose would be. */
function* base32Runs(text: string): Iterable<Run> {
  yield* runsOf(text, /[A-Z2-7]/, 8);
  for (const match of text.matchAll(/[a-z2-7]{14,10000}/g)) {
    yield { start: match.index, end: match.index + match[0].length, text: match[0] };
  }
}

function* decodeBase32(text: string): Iterable<Decoded> {
  for (const { start, end, text: letters } of base32Runs(text)) {
    for (let shift = 0; shift < 8; shift++) {
      const found = readable(fromBase32(letters.slice(shift).toUpperCase()));
      if (found !== null) yield { start, end, text: found, rangeOf: null };
    }
  }
}

const hexRun = /(?:0x|\\x)?[0-9a-f]{2}(?:[\s,:;-]{0,2}(?:0x|\\x)?[0-9a-f]{2}){3,5000}[0-9a-f]?/gi;

function* decodeHex(text: string): Iterable<Decoded> {
  for (const match of text.matchAll(hexRun)) {
    const digits = match[0].replace(/0x|\\x|[^0-9a-f]/gi, "");
    const [start, end] = [match.index, match.index + match[0].length];
    for (const shift of [0, 1]) {
      const found = readable(Buffer.from(digits.slice(shift), "hex"));
      if (found !== null) yield { start, end, text: found, rangeOf: null };
    }
  }
}

function* decodeBinary(text: string): Iterable<Decoded> {
  for (const match of text.matchAll(/[01](?:[\s,]{0,2}[01]){27,40000}/g)) {
    const groups = match[0].split(/[\s,]+/);
    const size = groups.length > 1 && groups[0]?.length === 7 ? 7 : 8;
    const bits = groups.join("");
    const bytes = Uint8Array.from({ length: Math.floor(bits.length / size) }, (_, index) =>
      Number.parseInt(bits.slice(index * size, (index + 1) * size), 2),
    );
    const found = readable(bytes);
    const [start, end] = [match.index, match.index + match[0].length];
    if (found !== null) yield { start, end, text: found, rangeOf: null };
  }
}

function* decodeDecimal(text: string): Iterable<Decoded> {
  for (const match of text.matchAll(/\b\d{1,3}(?:[\s,;]{1,2}\d{1,3}){3,5000}\b/g)) {
    const codes = match[0].split(/[\s,;]+/).map(Number);
    if (codes.some((code) => code > 255)) continue;
    const found = readable(Uint8Array.from(codes));
    const [start, end] = [match.index, match.index + match[0].length];
    if (found !== null) yield { start, end, text: found, rangeOf: null };
  }
}

/** Encodings that leave a run of one alphabet, wherever it stands in a text. */
export const runDecoders: readonly Decoder[] = [
  { name: "base64", decode: decodeBase64 },
  { name: "base32", decode: decodeBase32 },
  { name: "hex", decode: decodeHex },
  { name: "binary", decode: decodeBinary },
  { name: "character codes", decode: decodeDecimal },
];
