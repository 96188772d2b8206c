import type { Decoded, Decoder, TextRange } from "./decoder.ts";

/** Further than this from one sign to the next the two are no longer one text. */
const maxReach = 300;
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Undoes signs that stand in the middle of a text, each where it is. `sign` is linear; `meaning` is
 * null where it means nothing.
 */
function* undo(
  text: string,
  sign: RegExp,
  meaning: (match: RegExpExecArray | RegExpMatchArray) => string | null,
): Iterable<Decoded> {
  let part = new Part(text);
  for (const match of text.matchAll(sign)) {
    const meant = meaning(match);
    if (meant === null) continue;
    const start = match.index ?? 0;
    if (part.isOpen && start - part.end > maxReach) {
      yield part.close();
      part = new Part(text);
    }
    part.add(start, start + match[0].length, meant);
  }
  if (part.isOpen) yield part.close();
}

/** A part of a text with what its signs mean in their place. */
class Part {
  readonly #text: string;
  readonly #pieces: string[] = [];
  /** Of each piece: where it begins in what is made, and where in the text. */
  readonly #made: number[] = [];
  readonly #from: number[] = [];
  readonly #isSign: boolean[] = [];
  #length = 0;
  #start = -1;
  end = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isOpen(): boolean {
    return this.#start >= 0;
  }

  add(start: number, end: number, meant: string): void {
    if (!this.isOpen) {
      this.#start = Math.max(0, start - maxReach);
      this.end = this.#start;
    }
    this.#keep(this.#text.slice(this.end, start), false);
    this.end = start;
    this.#keep(meant, true);
    this.end = end;
  }

  close(): Decoded {
    const end = Math.min(this.#text.length, this.end + maxReach);
    this.#keep(this.#text.slice(this.end, end), false);
    this.end = end;
    const rangeOf = (index: number) => this.#rangeOf(index);
    return { start: this.#start, end, text: this.#pieces.join(""), rangeOf };
  }

  #keep(piece: string, isSign: boolean): void {
    if (piece === "") return;
    this.#pieces.push(piece);
    this.#made.push(this.#length);
    this.#from.push(this.end);
    this.#isSign.push(isSign);
    this.#length += piece.length;
  }

  #rangeOf(index: number): TextRange {
    let low = 0;
    let high = this.#made.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#made[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const from = this.#from[low] ?? 0;
    const at = from + index - (this.#made[low] ?? 0);
    return this.#isSign[low]
      ? { start: from, end: this.#from[low + 1] ?? this.end }
      : { start: at, end: at + 1 };
  }
}

function fromPercents(match: RegExpMatchArray): string {
  return utf8.decode(Buffer.from(match[0].replace(/[%=]/g, ""), "hex"));
}

const namedEntities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  hyphen: "-",
  dash: "-",
  period: ".",
  commat: "@",
  colon: ":",
  sol: "/",
  lowbar: "_",
  zwnj: "",
  zwj: "",
  shy: "",
};

function fromCode(code: number): string | null {
  return code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

function fromEntity([, hex, decimal, name]: RegExpMatchArray): string | null {
  if (hex !== undefined) return fromCode(Number.parseInt(hex, 16));
  if (decimal !== undefined) return fromCode(Number(decimal));
  return namedEntities[name ?? ""] ?? null;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "", f: "" };

function fromEscape([, hex, octal, char]: RegExpMatchArray): string | null {
  if (hex !== undefined) return fromCode(Number.parseInt(hex.replace(/[^0-9a-f]/gi, ""), 16));
  if (octal !== undefined) return fromCode(Number.parseInt(octal, 8));
  return char === undefined ? null : (escapes[char] ?? char);
}

/** Encodings of single characters in the middle of a text. */
export const inPlaceDecoders: readonly Decoder[] = [
  {
    name: "URL encoding",
    decode: (text) => undo(text, /(?:%[0-9a-f]{2}){1,5000}/gi, fromPercents),
  },
  {
    name: "quoted-printable",
    decode: (text) =>
      undo(text, /=\r?\n|(?:=[0-9A-F]{2}){1,5000}/g, (match) =>
        match[0].includes("\n") ? "" : fromPercents(match),
      ),
  },
  {
    name: "HTML entities",
    decode: (text) => undo(text, /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));?/gi, fromEntity),
  },
  {
    name: "escapes",
    decode: (text) =>
      undo(
        text,
        /\\(?:(u[0-9a-f]{4}|u\{[0-9a-f]{1,6}\}|x[0-9a-f]{2})|([0-3][0-7]{2})|(["'\\/nrtbf]))/gi,
        fromEscape,
      ),
  },
  {
    name: "markup",
    decode: (text) => undo(text, /<\/?[a-z!][^<>]{0,300}>/gi, () => ""),
  },
];
