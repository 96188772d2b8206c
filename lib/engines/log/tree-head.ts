import { bytesEqual, fromBase64, toBase64, utf8 } from "#lib/base/index.ts";
import type { Ed25519Signer, VerifyCrypto } from "#lib/engines/verify/index.ts";
import { readCosignature, signedByCosigner } from "./cosignature.ts";
import { type Note, type NoteSignature, readNote } from "./note.ts";
import { noteKeyTypes, type VerifierKey } from "./verifier-key.ts";

/** The head of a log (C2SP tlog-checkpoint). */
export interface TreeHead {
  /** The log's name: its address without the scheme. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export interface SignedTreeHead extends TreeHead {
  readonly note: Note;
}

const form = /^([^\n]{1,255})\n(0|[1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)\n((?:[^\n]+\n)*)$/;

export function treeHeadText({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** The head as a note that the log's Ed25519 key signed. `key` is that key's own name and id. */
export async function signTreeHead(
  head: TreeHead,
  key: Pick<VerifierKey, "name" | "keyId">,
  signer: Ed25519Signer,
): Promise<Note> {
  const text = treeHeadText(head);
  const { name, keyId } = key;
  const signature = await signer.sign(utf8(text));
  return { text, signatures: [{ name, keyId, signature }] };
}

/** The head that a note states, extension lines left alone. No signature is checked here. */
export function readTreeHead(text: string): SignedTreeHead | null {
  const note = readNote(text);
  const match = note && form.exec(note.text);
  if (!match) return null;
  const [, origin = "", size, rootText = ""] = match;
  const root = fromBase64(rootText);
  return root && { origin, size: Number(size), root, note };
}

/** The first signature under the note that names this key, and whether it holds; null without one. */
export async function signatureBy(
  { text, signatures }: Note,
  key: VerifierKey,
  crypto: VerifyCrypto,
): Promise<{ readonly line: NoteSignature; readonly holds: boolean } | null> {
  const line = signatures.find(
    ({ name, keyId }) => name === key.name && bytesEqual(keyId, key.keyId),
  );
  if (line === undefined) return null;
  if (key.type === noteKeyTypes.ed25519) {
    return { line, holds: await crypto.verifyEd25519(key.spki, utf8(text), line.signature) };
  }
  const cosignature = readCosignature(line.signature);
  const holds = cosignature !== null && (await signedByCosigner(text, cosignature, key, crypto));
  return { line, holds };
}
