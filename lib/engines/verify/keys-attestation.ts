import { bytesEqual, canonicalJson, type Json, toBase64, toHex, utf8 } from "#lib/base/index.ts";
import {
  type BundleOf,
  base64Bytes,
  bundleMediaType,
  decodeBundle,
  materialSchema,
} from "./bundle.ts";
import { checkCheckpoint, checkEntry, checkInclusion, checkPromise } from "./check-log.ts";
import { type CheckResult, compared, judged } from "./checks.ts";
import { type Envelope, preAuthEncoding } from "./dsse.ts";
import {
  type KeysDocument,
  keyHint,
  keysMediaType,
  type PublishedTrust,
  signerKey,
  trustMembers,
} from "./keys.ts";
import type { P256Signer, VerifyCrypto } from "./ports.ts";
import { reasonOf } from "./refusal.ts";
import { isoOfUnix } from "./times.ts";
import type { FoundLog } from "./trusted-root.ts";
import { z } from "./zod.ts";

/** As a fix's bundle, around the document and signed by the log's P-256 key. */
const attestationSchema = z.strictObject({
  mediaType: z.literal(bundleMediaType),
  verificationMaterial: materialSchema,
  dsseEnvelope: z.strictObject({
    payload: base64Bytes(1, 512 * 1024),
    payloadType: z.literal(keysMediaType),
    signatures: z.tuple([z.strictObject({ sig: base64Bytes(8, 72) })]),
  }),
});

export type KeysAttestation = BundleOf<typeof keysMediaType>;

/** The logs that a keys.json may have been signed by. */
export interface TrustedLogs {
  readonly crypto: VerifyCrypto;
  findLog(logId: Uint8Array): FoundLog;
}

/** What an organization publishes as its keys at one moment. */
export interface KeysContent extends PublishedTrust {
  readonly organization: string;
  readonly sequence: number;
  readonly issuedAt: string;
}

/** The document without its attestation, and the envelope that signs its canonical form (RFC 8785). */
export async function signKeys(
  content: KeysContent,
  signer: P256Signer,
): Promise<{
  readonly document: KeysDocument;
  readonly envelope: Envelope<typeof keysMediaType>;
}> {
  const { organization, sequence, issuedAt, ...trust } = content;
  const document: KeysDocument = {
    mediaType: keysMediaType,
    ...{ organization, sequence, issuedAt },
    ...trustMembers(trust),
  };
  const payload = utf8(canonicalJson(document as unknown as Json));
  const signature = await signer.sign(preAuthEncoding(payload, keysMediaType));
  return {
    document,
    envelope: {
      payload: toBase64(payload),
      payloadType: keysMediaType,
      signatures: [{ sig: toBase64(signature) }],
    },
  };
}

/**
 * Checks what `keys.json` says of itself: that a log of the trusted root signed it as it is, and has
 * it as an entry. Null where it says nothing: then it counts for as much as whoever brought it.
 */
export async function checkKeysAttestation(
  keys: unknown,
  trust: TrustedLogs,
): Promise<CheckResult | null> {
  if (keys === null || typeof keys !== "object" || !("attestation" in keys)) return null;
  const { attestation, ...document } = keys;
  const { crypto } = trust;
  const refuse = (reason: string) => judged(`keys.json is not as it was signed. ${reason}`, []);
  const parsed = attestationSchema.safeParse(attestation);
  if (!parsed.success) return refuse(reasonOf(parsed.error));
  const bundle = decodeBundle(parsed.data);
  if (!bytesEqual(utf8(canonicalJson(document as Json)), bundle.payload)) {
    return refuse("The signature is over another list of keys.");
  }
  const found = trust.findLog(bundle.entry.logId);
  if (!found.ok) return refuse(found.reason);
  const { spki } = found.log;
  if (bundle.hint !== keyHint(spki, crypto.sha256)) return refuse("It names another key.");
  const bytes = preAuthEncoding(bundle.payload, keysMediaType);
  if (!(await crypto.verifyP256(spki, bytes, bundle.signature))) {
    return refuse("The log’s key did not sign it.");
  }
  const payloadHash = toHex(crypto.sha256(bundle.payload));
  const checks = [
    checkEntry(bundle, signerKey(spki, crypto.sha256), payloadHash, crypto.sha256),
    await checkPromise(bundle, found.log, crypto),
    checkInclusion(bundle, crypto.sha256),
    await checkCheckpoint(bundle, found.log, crypto),
  ];
  const fault = checks.find(({ outcome }) => outcome !== "holds");
  if (fault !== undefined) return refuse(fault.reason ?? "");
  const { integratedTime, logIndex } = bundle.entry;
  const time = isoOfUnix(integratedTime);
  return judged(null, [
    compared("keys.json", `signed by the log, entry ${logIndex} of ${time}`),
    compared("Its signer", toHex(crypto.sha256(spki))),
  ]);
}
