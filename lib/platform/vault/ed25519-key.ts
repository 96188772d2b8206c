import { concatBytes, fromHex } from "#lib/base/index.ts";

const spkiHead = fromHex("302a300506032b6570032100") ?? new Uint8Array();

/** RFC 8410: the SubjectPublicKeyInfo of a raw Ed25519 key. */
export function spkiOf(publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes(spkiHead, publicKey);
}

/** True for the SubjectPublicKeyInfo of an Ed25519 key, and nothing else. */
export function isEd25519Spki(spki: Uint8Array): boolean {
  return spki.length === 44 && spkiHead.every((byte, at) => spki[at] === byte);
}
