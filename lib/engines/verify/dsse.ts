import { AppError, concatBytes, toBase64, utf8 } from "#lib/base/index.ts";
import type { Ed25519Signer } from "./ports.ts";

export const statementPayloadType = "application/vnd.in-toto+json";
/** AWS KMS signs at most 4096 bytes as they are; a PAE stays below. */
export const maxPaeBytes = 4096;

/** A DSSE envelope with exactly one signature, as it stands in a bundle. */
export interface Envelope<Type extends string = typeof statementPayloadType> {
  readonly payload: string;
  readonly payloadType: Type;
  readonly signatures: readonly [{ readonly sig: string }];
}

/** What stands before the payload in `preAuthEncoding`. */
export function preAuthHead(
  payload: Uint8Array,
  payloadType: string = statementPayloadType,
): string {
  const isStatement = payloadType === statementPayloadType; // all ASCII
  const typeBytes = isStatement ? statementPayloadType.length : utf8(payloadType).length;
  return `DSSEv1 ${typeBytes} ${payloadType} ${payload.length} `;
}

/** DSSE v1 pre-authentication encoding: the bytes that are signed. */
export function preAuthEncoding(
  payload: Uint8Array,
  payloadType: string = statementPayloadType,
): Uint8Array<ArrayBuffer> {
  return concatBytes(utf8(preAuthHead(payload, payloadType)), payload);
}

export function envelopeOf(payload: Uint8Array, signature: Uint8Array): Envelope {
  return {
    payload: toBase64(payload),
    payloadType: statementPayloadType,
    signatures: [{ sig: toBase64(signature) }],
  };
}

/** Signs a statement. Throws `internal` when the signer does not answer with 64 bytes. */
export async function signEnvelope(payload: Uint8Array, signer: Ed25519Signer): Promise<Envelope> {
  const signature = await signer.sign(preAuthEncoding(payload));
  if (signature.length !== 64) {
    throw new AppError("internal", "The signing key did not answer with an Ed25519 signature.");
  }
  return envelopeOf(payload, signature);
}
