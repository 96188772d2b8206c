const encoder = new TextEncoder();
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** The text of well-formed UTF-8 (a byte order mark is kept), or null. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

const hexDigits = utf8("0123456789abcdef");

export function toHex(bytes: Uint8Array): string {
  const out = new Uint8Array(bytes.length * 2);
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    out[2 * at] = hexDigits[byte >> 4] ?? 0;
    out[2 * at + 1] = hexDigits[byte & 15] ?? 0;
  }
  return strictUtf8.decode(out);
}

/** Lower-case hex of whole bytes, or null. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null;
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return out;
}

const base64Digits = utf8("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const padding = 61; // "="
const noDigit = 64;
const valueOfDigit = new Uint8Array(128).fill(noDigit);
for (const [value, code] of base64Digits.entries()) valueOfDigit[code] = value;

/** Standard base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  const digit = (bits: number) => base64Digits[bits & 63] ?? 0;
  for (let from = 0, to = 0; from < bytes.length; from += 3) {
    const a = bytes[from] ?? 0;
    const b = bytes[from + 1] ?? 0;
    const c = bytes[from + 2] ?? 0;
    out[to++] = digit(a >> 2);
    out[to++] = digit((a << 4) | (b >> 4));
    out[to++] = from + 1 < bytes.length ? digit((b << 2) | (c >> 6)) : padding;
    out[to++] = from + 2 < bytes.length ? digit(c) : padding;
  }
  return strictUtf8.decode(out);
}

/** The number from 0 to 63 that a digit stands for, or a number with the bit `noDigit`. */
function base64Value(text: string, at: number): number {
  return valueOfDigit[text.charCodeAt(at)] ?? noDigit;
}

/** Decodes canonical standard base64 only: padding present, unused bits zero. Null otherwise. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 4 !== 0) return null;
  const pad = text.endsWith("==") ? 2 : Number(text.endsWith("="));
  const out = new Uint8Array((text.length / 4) * 3 - pad);
  const whole = pad === 0 ? text.length : text.length - 4;
  let seen = 0;
  let to = 0;
  for (let at = 0; at < whole; at += 4, to += 3) {
    const a = base64Value(text, at);
    const b = base64Value(text, at + 1);
    const c = base64Value(text, at + 2);
    const d = base64Value(text, at + 3);
    seen |= a | b | c | d;
    out[to] = (a << 2) | (b >> 4);
    out[to + 1] = (b << 4) | (c >> 2);
    out[to + 2] = (c << 6) | d;
  }
  if (pad > 0) {
    const a = base64Value(text, whole);
    const b = base64Value(text, whole + 1);
    const c = pad === 2 ? 0 : base64Value(text, whole + 2);
    seen |= a | b | c;
    out[to] = (a << 2) | (b >> 4);
    if (pad === 1) out[to + 1] = (b << 4) | (c >> 2);
    const unused = pad === 2 ? b & 15 : c & 3;
    if (unused !== 0) return null;
  }
  return (seen & noDigit) === 0 ? out : null;
}

export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let size = 0;
  for (const part of parts) size += part.length;
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
