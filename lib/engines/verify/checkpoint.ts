import { AppError, concatBytes, fromBase64, toBase64, utf8 } from "#lib/base/index.ts";
import type { P256Signer } from "./ports.ts";

/** The head of the tree, as a signed note with one line (C2SP signed-note, Rekor's origin form). */
export interface Checkpoint {
  /** `<host> - <digits>` */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export interface SignedCheckpoint extends Checkpoint {
  /** The signer's name: the host in the origin. */
  readonly name: string;
  /** First four bytes of SHA-256 over the log key's SPKI. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
  /** The signed bytes. */
  readonly body: Uint8Array;
}

const namePattern = "[A-Za-z0-9][A-Za-z0-9.:_\\[\\]-]{0,252}";
const originForm = new RegExp(`^(${namePattern}) - [0-9]{1,20}$`);
const noteForm = new RegExp(
  `^((${namePattern}) - [0-9]{1,20}\\n([1-9][0-9]{0,14})\\n([A-Za-z0-9+/]{43}=)\\n)\\n\u2014 (${namePattern}) ([A-Za-z0-9+/]{1,120}={0,2})\\n$`,
);

/** The host of `https://agentetna.com/log`, which signs the checkpoints of that log. */
export function logNameOf(baseUrl: string): string {
  return new URL(baseUrl).host;
}

/** The origin of a log with its tree number, taken from the log id so that it needs no record. */
export function logOrigin(baseUrl: string, logId: Uint8Array): string {
  const view = new DataView(Uint8Array.from(logId).buffer);
  return `${logNameOf(baseUrl)} - ${BigInt.asUintN(63, view.getBigUint64(0))}`;
}

export function checkpointBody(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  if (!originForm.test(checkpoint.origin)) {
    throw new AppError("invalid_input", "The origin of a log reads “host - digits”.");
  }
  return utf8(`${checkpoint.origin}\n${checkpoint.size}\n${toBase64(checkpoint.root)}\n`);
}

/** The one-line note that goes into a bundle. `logId` is SHA-256 of the log key's SPKI. */
export async function signCheckpoint(
  checkpoint: Checkpoint,
  logId: Uint8Array,
  signer: P256Signer,
): Promise<string> {
  const body = checkpointBody(checkpoint);
  const signature = await signer.sign(body);
  const name = checkpoint.origin.slice(0, checkpoint.origin.indexOf(" - "));
  const blob = toBase64(concatBytes(logId.subarray(0, 4), signature));
  return `${new TextDecoder().decode(body)}\n\u2014 ${name} ${blob}\n`;
}

/** Reads a note of exactly this form, or null. The signature is not checked here. */
export function readCheckpoint(note: string): SignedCheckpoint | null {
  const match = noteForm.exec(note);
  if (match === null) return null;
  const [, body = "", host, size, rootText = "", name = "", blobText = ""] = match;
  const root = fromBase64(rootText);
  const blob = fromBase64(blobText);
  if (host !== name || root === null || blob === null || blob.length < 5) return null;
  const [origin = ""] = body.split("\n", 1);
  const keyId = blob.subarray(0, 4);
  return {
    origin,
    size: Number(size),
    root,
    name,
    keyId,
    signature: blob.subarray(4),
    body: utf8(body),
  };
}
