import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { fromBase64, type JsonObject, toBase64, toHex, utf8 } from "#lib/base/index.ts";
import type { Envelope } from "./dsse.ts";
import { verifierOf } from "./keys.ts";
import type { P256Signer, Sha256 } from "./ports.ts";

const encoder = new TextEncoder();
const page = new Uint8Array(16_384);

/** UTF-8 in memory that the next call writes over: for what is hashed at once. */
function written(text: string): Uint8Array {
  const isShort = text.length * 3 <= page.length; // UTF-16 grows to three bytes at most
  return isShort ? page.subarray(0, encoder.encodeInto(text, page).written) : utf8(text);
}

/**
 * JCS (RFC 8785) of what is written here with its members in order and holds digits, hex, base64 and our
 * own words alone: that is how the engine writes it.
 */
function canonical(value: JsonObject): string {
  return JSON.stringify(value);
}

/** SHA-256 over the JCS form of the envelope: what `envelopeHash` means in this log. */
export function envelopeHash(envelope: Envelope<string>, sha256: Sha256 = nobleSha256): Uint8Array {
  const { payload, payloadType, signatures } = envelope;
  const text = canonical({ payload, payloadType, signatures: [{ sig: signatures[0].sig }] });
  return sha256(written(text));
}

/**
 * `canonicalizedBody` of a Rekor `dsse/0.0.1` entry, whose RFC 6962 hash is the leaf. It holds
 * hashes, the signature and the public key: nothing of the customer's code and no name.
 */
export function entryBody(
  envelope: Envelope<string>,
  spki: Uint8Array,
  sha256: Sha256 = nobleSha256,
): Uint8Array<ArrayBuffer> {
  const payload = fromBase64(envelope.payload) ?? new Uint8Array();
  return utf8(
    entryText({
      envelopeHash: toHex(envelopeHash(envelope, sha256)),
      payloadHash: toHex(sha256(payload)),
      signature: envelope.signatures[0].sig,
      verifier: verifierOf(spki),
    }),
  );
}

/** What an entry says: digests in hex, signature and PEM in base64. */
export interface EntryContent {
  readonly envelopeHash: string;
  readonly payloadHash: string;
  readonly signature: string;
  readonly verifier: string;
}

/** The canonical form (RFC 8785) of an entry. */
export function entryText(content: EntryContent): string {
  const { envelopeHash, payloadHash, signature, verifier } = content;
  return canonical({
    apiVersion: "0.0.1",
    kind: "dsse",
    spec: {
      envelopeHash: { algorithm: "sha256", value: envelopeHash },
      payloadHash: { algorithm: "sha256", value: payloadHash },
      signatures: [{ signature, verifier }],
    },
  });
}

export interface EntryPromise {
  readonly body: Uint8Array;
  /** Seconds since 1970: the time the log vouches for. */
  readonly integratedTime: number;
  readonly logIndex: number;
  /** SHA-256 of the log key's SPKI. */
  readonly logId: Uint8Array;
}

/**
 * The bytes under a signed entry timestamp (SET), as Rekor v1 signs them. The second are the
 * promise's body in base64 and its log's id in hex, for whoever has them so.
 */
export function promisePayload(
  promise: EntryPromise,
  { body, logId } = { body: toBase64(promise.body), logId: toHex(promise.logId) },
): Uint8Array<ArrayBuffer> {
  return utf8(
    canonical({
      body,
      integratedTime: promise.integratedTime,
      logID: logId,
      logIndex: promise.logIndex,
    }),
  );
}

/** The SET: a DER signature by the log key. */
export async function signPromise(promise: EntryPromise, signer: P256Signer): Promise<Uint8Array> {
  return await signer.sign(promisePayload(promise));
}
