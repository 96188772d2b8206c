import { decodeUtf8, fromBase64, fromHex, toBase64, toHex } from "#lib/base/index.ts";

/** One way of writing a compared value; `name` is null for what is words, a number or a time. */
export interface Encoding {
  readonly name: "hex" | "base64" | "text" | null;
  readonly text: string;
}

/**
 * A compared value as it is, then the same bytes written otherwise: a digest of 32 bytes in hex also
 * in base64, a signature also in hex, a key in PEM as its text. Git names commits in hex alone.
 */
export function encodingsOf(value: string): readonly [Encoding, ...Encoding[]] {
  const [, prefix = "", hex = ""] = /^(sha256:)?((?:[0-9a-f]{2}){20,})$/.exec(value) ?? [];
  const bytes = fromHex(hex);
  if (hex !== "" && bytes !== null) {
    const asHex = { name: "hex", text: `${prefix}${hex}` } as const;
    return bytes.length === 20 ? [asHex] : [asHex, { name: "base64", text: toBase64(bytes) }];
  }
  const decoded = value.length >= 40 ? fromBase64(value) : null;
  if (decoded === null) return [{ name: null, text: value }];
  const text = decodeUtf8(decoded);
  const isText = text !== null && /^[\n -~]+$/.test(text);
  return [
    { name: "base64", text: value },
    isText ? { name: "text", text: text.trimEnd() } : { name: "hex", text: toHex(decoded) },
  ];
}
