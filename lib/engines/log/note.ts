import { concatBytes, fromBase64, toBase64 } from "#lib/base/index.ts";
import { isKeyName } from "./verifier-key.ts";

export interface NoteSignature {
  readonly name: string;
  /** Four bytes. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** A text with signatures under it (C2SP signed-note). */
export interface Note {
  /** The signed text, its last newline included. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const maxChars = 1 << 18;
const maxSignatures = 64;
const forbidden = /[\p{Cc}\p{Cs}]/u;

export function writeNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(writeSignatureLine).join("")}`;
}

export function writeSignatureLine({ name, keyId, signature }: NoteSignature): string {
  return `\u2014 ${name} ${toBase64(concatBytes(keyId, signature))}\n`;
}

/** Reads a note, or returns null. No signature is checked here. */
export function readNote(note: string): Note | null {
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || note.length > maxChars || forbidden.test(note.replaceAll("\n", ""))) return null;
  const signatures = readSignatureLines(note.slice(end + 2));
  return signatures && { text: note.slice(0, end + 1), signatures };
}

/** One or more lines, each with its newline; null where one of them is none. */
export function readSignatureLines(lines: string): readonly NoteSignature[] | null {
  if (!lines.endsWith("\n") || lines.length > maxChars) return null;
  const read = lines.slice(0, -1).split("\n").map(readSignatureLine);
  const signatures = read.filter((line) => line !== null);
  return signatures.length === read.length && read.length <= maxSignatures ? signatures : null;
}

function readSignatureLine(line: string): NoteSignature | null {
  const [dash, name = "", encoded = "", ...more] = line.split(" ");
  const bytes = fromBase64(encoded);
  const isLine = dash === "\u2014" && more.length === 0 && isKeyName(name);
  if (!isLine || bytes === null || bytes.length < 5) return null;
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}
