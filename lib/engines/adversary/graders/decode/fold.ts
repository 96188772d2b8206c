import { readAs } from "./letters.ts";

/**
 * How far a text is folded before it is searched. `letters`: case, look-alikes and what is not seen.
 * `leet`: digits and signs that stand for letters as well. `skeleton`: nothing but letters is left.
 */
export type FoldKind = "letters" | "leet" | "skeleton";

export interface Folded {
  readonly text: string;
  /** For each of its code units, where the character that it came from begins. */
  readonly starts: Uint32Array;
}

const leet: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "2": "z",
  "3": "e",
  "4": "a",
  "5": "s",
  "6": "g",
  "7": "t",
  "8": "b",
  "9": "g",
  "@": "a",
  $: "s",
  "!": "i",
  l: "i",
};

const blank = 0x20;
const dropped = 0;

function foldAscii(code: number, kind: FoldKind): number {
  const char = String.fromCharCode(code).toLowerCase();
  if (/\s/.test(char)) return kind === "skeleton" ? dropped : blank;
  if (code < 0x20 || code === 0x7f) return dropped;
  const read = kind === "letters" ? char : (leet[char] ?? char);
  return kind === "skeleton" && !/[a-z]/.test(read) ? dropped : read.charCodeAt(0);
}

const tables = Object.fromEntries(
  (["letters", "leet", "skeleton"] as const).map((kind) => [
    kind,
    Uint8Array.from({ length: 128 }, (_, code) => foldAscii(code, kind)),
  ]),
) as Readonly<Record<FoldKind, Uint8Array>>;

const decoder = new TextDecoder("utf-16le", { ignoreBOM: true });

/** Grows as it is written to. */
class Units {
  #units: Uint16Array;
  #starts: Uint32Array;
  #length = 0;

  constructor(capacity: number) {
    this.#units = new Uint16Array(capacity);
    this.#starts = new Uint32Array(capacity);
  }

  get last(): number {
    return this.#length === 0 ? 0 : (this.#units[this.#length - 1] ?? 0);
  }

  push(unit: number, start: number): void {
    if (this.#length === this.#units.length) this.#grow();
    this.#units[this.#length] = unit;
    this.#starts[this.#length++] = start;
  }

  folded(): Folded {
    const units = this.#units.subarray(0, this.#length);
    return { text: decoder.decode(units), starts: this.#starts.subarray(0, this.#length) };
  }

  #grow(): void {
    const [units, starts] = [this.#units, this.#starts];
    this.#units = new Uint16Array(units.length * 2 + 64);
    this.#starts = new Uint32Array(units.length * 2 + 64);
    this.#units.set(units);
    this.#starts.set(starts);
  }
}

/** Linear in the text. Runs of white space become one blank, or nothing in a skeleton. */
export function fold(text: string, kind: FoldKind): Folded {
  const table = tables[kind];
  const out = new Units(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 128) {
      const read = table[unit] ?? dropped;
      if (read === dropped || (read === blank && out.last === blank)) continue;
      out.push(read, at);
      continue;
    }
    const codePoint = text.codePointAt(at) ?? unit;
    pushOther(out, codePoint, kind, at);
    if (codePoint > 0xffff) at++;
  }
  return out.folded();
}

function pushOther(out: Units, codePoint: number, kind: FoldKind, at: number): void {
  const read = readAs(codePoint);
  for (let index = 0; index < read.length; index++) {
    const unit = read.charCodeAt(index);
    if (unit < 128) {
      const ascii = tables[kind][unit] ?? dropped;
      if (ascii !== dropped && !(ascii === blank && out.last === blank)) out.push(ascii, at);
    } else if (kind !== "skeleton" || /[\p{L}\p{N}]/u.test(String.fromCodePoint(codePoint))) {
      out.push(unit, at);
    }
  }
}

/** Where the character that begins at `start` ends. */
export function endOfCharacter(text: string, start: number): number {
  return start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
}
