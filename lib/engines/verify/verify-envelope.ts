import { toHex } from "#lib/base/index.ts";
import type { DecodedBundle } from "./bundle.ts";
import { checkSignature, checkValidity } from "./check-key.ts";
import { checkCheckpoint, checkEntry, checkInclusion, checkPromise } from "./check-log.ts";
import { type CheckResult, judged } from "./checks.ts";
import { isoOfUnix } from "./times.ts";
import type { Trust } from "./trust.ts";
import type { Verification } from "./verification.ts";

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
  now: Date | undefined,
  trust: Trust,
): Promise<VerifiedEnvelope> {
  const { crypto } = trust;
  const { sha256 } = crypto;
  const { key, result } = await trust.findKey(bundle.hint);
  const results: VerifiedEnvelope["results"] = { key: result };
  if (key !== null) {
    const payloadHash = toHex(sha256(bundle.payload));
    results.signature = await checkSignature(bundle, key, payloadHash, crypto);
    results.entry = checkEntry(bundle, key, payloadHash, sha256);
  }
  const found = trust.findLog(bundle.entry.logId);
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
    logged: isPromised ? { verifiedTime: isoOfUnix(integratedTime), logIndex } : {},
  };
}
