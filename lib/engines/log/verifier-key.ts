import { sha256 } from "@noble/hashes/sha2.js";
import {
  bytesEqual,
  concatBytes,
  fromBase64,
  fromHex,
  toBase64,
  toHex,
  utf8,
} from "#lib/base/index.ts";
import { ed25519SpkiOf } from "#lib/engines/verify/index.ts";

/** What a key of a note signs with (C2SP signed-note): the note's text, or a cosignature over it. */
export const noteKeyTypes = { ed25519: 1, cosignature: 4 } as const;
export type NoteKeyType = (typeof noteKeyTypes)[keyof typeof noteKeyTypes];

/** Whose signature under a note counts: the log's own key, or that of a witness. */
export interface VerifierKey {
  readonly name: string;
  readonly type: NoteKeyType;
  /** Four bytes, which lead every signature of this key. */
  readonly keyId: Uint8Array;
  readonly spki: Uint8Array;
}

const nameForm = /^[^\s+\p{Cc}\p{Z}]{1,255}$/u;

/** Names must hold neither a space nor a plus sign. */
export function isKeyName(name: string): boolean {
  return nameForm.test(name);
}

/** SHA-256(name || 0x0A || type || key), its first four bytes. */
export function noteKeyId(name: string, type: NoteKeyType, publicKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).slice(0, 4);
}

/** The text by which a key is handed on (vkey): `name+hash+base64(type || key)`. */
export function writeVerifierKey(name: string, type: NoteKeyType, publicKey: Uint8Array): string {
  const id = toHex(noteKeyId(name, type, publicKey));
  return `${name}+${id}+${toBase64(concatBytes(Uint8Array.of(type), publicKey))}`;
}

/** Reads a vkey of an Ed25519 key or an Ed25519 cosigner; null for anything else. */
export function readVerifierKey(text: string): VerifierKey | null {
  const [name = "", id = "", ...rest] = text.trim().split("+");
  // Base64 has plus signs, too.
  const encoded = fromBase64(rest.join("+"));
  const keyId = /^[0-9a-f]{8}$/.test(id) ? fromHex(id) : null;
  if (encoded === null || encoded.length !== 33 || keyId === null || !isKeyName(name)) return null;
  const type = Object.values(noteKeyTypes).find((known) => known === encoded[0]);
  const publicKey = encoded.subarray(1);
  if (type === undefined || !bytesEqual(noteKeyId(name, type, publicKey), keyId)) return null;
  return { name, type, keyId, spki: ed25519SpkiOf(publicKey) };
}
