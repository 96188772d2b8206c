/** A half-open range of UTF-16 code units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A stretch of a text that means another text. */
export interface Decoded {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /**
   * The range that the code unit at an index of `text` came from; null where it is the stretch as a
   * whole that means it.
   */
  readonly rangeOf: ((index: number) => TextRange) | null;
}

/** One way of hiding, undone. Its work is linear in the text, and it never throws. */
export interface Decoder {
  readonly name: string;
  readonly decode: (text: string) => Iterable<Decoded>;
}

/** What is shorter than this is no run of an encoding. */
export const minDecodedLength = 4;
const stretch = /[[^\p{Cc}\ufffd]\t\n\r]{6,100000}/gv;
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The readable of bytes that may be no text at all: all of it where all is readable, else what stands
 * in stretches that chance does not make. Null where nothing is left.
 */
export function readable(bytes: Uint8Array): string | null {
  const text = utf8.decode(bytes);
  if (text.length < minDecodedLength) return null;
  const stretches = text.match(stretch);
  if (stretches === null) return /[^\t\n\r -~]/.test(text) ? null : text;
  if (/[\ufffd\0]/.test(text)) return stretches.join("\ufffd");
  return text;
}
