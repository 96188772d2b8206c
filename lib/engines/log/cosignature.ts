import { concatBytes, utf8 } from "#lib/base/index.ts";
import type { Ed25519Signer, VerifyCrypto } from "#lib/engines/verify/index.ts";
import type { VerifierKey } from "./verifier-key.ts";

/** That a witness saw this head, and that it was consistent with every one before (C2SP tlog-cosignature). */
export interface Cosignature {
  /** Seconds since 1970: when the witness said so. */
  readonly timestamp: bigint;
  readonly signature: Uint8Array;
}

const maxTimestamp = 2n ** 63n - 1n;

function message(noteText: string, timestamp: bigint): Uint8Array {
  return utf8(`cosignature/v1\ntime ${timestamp}\n${noteText}`);
}

/** The bytes of a signature line after its key id: eight of the time, 64 of the signature. */
export async function cosign(
  noteText: string,
  timestamp: bigint,
  signer: Ed25519Signer,
): Promise<Uint8Array> {
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, timestamp);
  return concatBytes(time, await signer.sign(message(noteText, timestamp)));
}

export function readCosignature(bytes: Uint8Array): Cosignature | null {
  if (bytes.length !== 72) return null;
  const timestamp = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
  return timestamp > maxTimestamp ? null : { timestamp, signature: bytes.slice(8) };
}

export async function signedByCosigner(
  noteText: string,
  { timestamp, signature }: Cosignature,
  { spki }: Pick<VerifierKey, "spki">,
  crypto: VerifyCrypto,
): Promise<boolean> {
  return await crypto.verifyEd25519(spki, message(noteText, timestamp), signature);
}
