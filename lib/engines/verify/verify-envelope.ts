import type { DecodedBundle } from "./bundle.ts";
import { checkSignature, checkValidity, type FoundKey, findKey } from "./check-key.ts";
import { checkCheckpoint, checkEntry, checkInclusion, checkPromise } from "./check-log.ts";
import { type CheckResult, judged } from "./checks.ts";
import { checkKeysAttestation } from "./keys-attestation.ts";
import type { VerifyCrypto } from "./ports.ts";
import { isoSeconds } from "./times.ts";
import { findLog } from "./trusted-root.ts";
import type { Verification, VerifyInput } from "./verification.ts";

type EnvelopeCheck =
  | "key"
  | "signature"
  | "validity"
  | "entry"
  | "promise"
  | "inclusion"
  | "checkpoint";

export interface VerifiedEnvelope {
  readonly results: Partial<Record<EnvelopeCheck, CheckResult>>;
  /** Whether the signature holds with a published key. */
  readonly isSigned: boolean;
  /** What the log vouches for, where its promise holds. */
  readonly logged: Pick<Verification, "verifiedTime" | "logIndex">;
}

/** Everything but what the statement says: signature, entry, promise, inclusion, checkpoint, key. */
export async function verifyEnvelope(
  bundle: DecodedBundle,
  { keys, trustedRoot, now }: VerifyInput,
  crypto: VerifyCrypto,
): Promise<VerifiedEnvelope> {
  const { sha256 } = crypto;
  const attested = await checkKeysAttestation(keys, trustedRoot, crypto);
  const { key, result } = judgedKey(findKey(keys, bundle.hint, sha256), attested);
  const results: VerifiedEnvelope["results"] = { key: result };
  if (key !== null) {
    results.signature = await checkSignature(bundle, key.spki, crypto);
    results.entry = checkEntry(bundle, key.spki, sha256);
  }
  const found = findLog(trustedRoot, bundle.entry.logId, sha256);
  results.inclusion = checkInclusion(bundle, sha256);
  if (found.ok) {
    results.promise = await checkPromise(bundle, found.log, crypto);
    results.checkpoint = await checkCheckpoint(bundle, found.log, crypto);
  } else {
    results.promise = judged(found.reason, []);
  }
  const isPromised = results.promise.outcome === "holds";
  const { integratedTime, logIndex } = bundle.entry;
  if (isPromised && key !== null) {
    results.validity = checkValidity(key.published, integratedTime, now);
  }
  return {
    results,
    isSigned: results.signature?.outcome === "holds",
    logged: isPromised
      ? { verifiedTime: isoSeconds(new Date(integratedTime * 1000)), logIndex }
      : {},
  };
}

/** A list that is not what was signed names nobody's key; one that is says so. */
function judgedKey({ key, result }: FoundKey, attested: CheckResult | null): FoundKey {
  if (attested === null) return { key, result };
  if (attested.outcome !== "holds") return { key: null, result: attested };
  return { key, result: { ...result, compared: [...result.compared, ...attested.compared] } };
}
