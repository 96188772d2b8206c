import { AppError, decodeUtf8, utf8 } from "#lib/base/index.ts";

const escapes = new Map<number, string>([
  [0x07, "\\a"],
  [0x08, "\\b"],
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0b, "\\v"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
  [0x22, '\\"'],
  [0x5c, "\\\\"],
]);
const bytesByEscape = new Map([...escapes].map(([byte, sequence]) => [sequence.slice(1), byte]));

/** A path as git prints it with core.quotePath on: C-style quotes around anything but plain ASCII. */
export function quotePath(path: string): string {
  let quoted = "";
  for (const byte of utf8(path)) {
    const sequence = escapes.get(byte);
    if (sequence !== undefined) quoted += sequence;
    else if (byte < 0x20 || byte >= 0x7f) quoted += `\\${byte.toString(8).padStart(3, "0")}`;
    else quoted += String.fromCharCode(byte);
  }
  return quoted === path ? path : `"${quoted}"`;
}

/** The inverse of `quotePath`. Throws `invalid_input` for a malformed or non-Unicode name. */
export function unquotePath(text: string): string {
  if (!text.startsWith('"')) return text;
  const bytes: number[] = [];
  const body = /^"((?:[^"\\]|\\.)*)"$/s.exec(text)?.[1];
  for (const piece of body?.match(/\\[0-3][0-7]{2}|\\.|[^\\]+/gs) ?? []) {
    if (!piece.startsWith("\\")) bytes.push(...utf8(piece));
    else if (piece.length === 4) bytes.push(Number.parseInt(piece.slice(1), 8));
    else bytes.push(bytesByEscape.get(piece.slice(1)) ?? Number.NaN);
  }
  const path = bytes.some(Number.isNaN) ? null : decodeUtf8(Uint8Array.from(bytes));
  if (body === undefined || path === null) {
    throw new AppError("invalid_input", `The patch has a file name that cannot be read: ${text}`);
  }
  return path;
}
