import { isId, toBase64, utf8 } from "#lib/base/index.ts";
import {
  cachedVerification,
  type PublicReportVerification,
  type PublicVerification,
  readReportVerification,
  readVerification,
} from "#lib/services/provenance/index.ts";

/** Read-only and the same for everyone. That every origin may read it, cross-origin.ts says. */
export const publicHeaders = {
  "content-type": "application/json",
  "cache-control": "public, max-age=5",
} as const;

const pages = cachedVerification(readVerification, (verification) => verification);
const documents = cachedVerification(readVerification, (verification) =>
  toBytes(toJson(verification)),
);
const reports = cachedVerification(readReportVerification, (verification) => verification);

/** What the page shows; null for anything that is not the id of a signed fix. */
export async function verificationOf(fixId: string): Promise<PublicVerification | null> {
  return isId("fix", fixId) ? await pages(fixId) : null;
}

/** The same as the API's JSON, rendered once for everyone who asks within five seconds. */
export async function verificationJson(fixId: string): Promise<Uint8Array<ArrayBuffer> | null> {
  return isId("fix", fixId) ? await documents(fixId) : null;
}

/** The same of a signed report, by the id of its campaign. */
export async function reportVerificationOf(
  campaignId: string,
): Promise<PublicReportVerification | null> {
  return isId("campaign", campaignId) ? await reports(campaignId) : null;
}

export async function reportVerificationJson(
  campaignId: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const answer = await reportVerificationOf(campaignId);
  if (answer === null) return null;
  const { verification } = answer;
  return toBytes({
    reportId: answer.reportId,
    organization: answer.organization,
    ok: verification.ok,
    checkedAt: answer.checkedAt.toISOString(),
    verifiedTime: verification.verifiedTime ?? null,
    logIndex: verification.logIndex ?? null,
    checks: verification.checks,
    predicateType: answer.predicateType,
    statement: verification.reportStatement ?? null,
    bundle: answer.bundle,
    keys: answer.keys,
    trustedRoot: answer.trustedRoot,
  });
}

function toBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return utf8(JSON.stringify(value));
}

function toJson(answer: PublicVerification) {
  const { verification } = answer;
  return {
    fixId: answer.fixId,
    organization: answer.organization,
    ok: verification.ok,
    checkedAt: answer.checkedAt.toISOString(),
    verifiedTime: verification.verifiedTime ?? null,
    logIndex: verification.logIndex ?? null,
    checks: verification.checks,
    merged: answer.merged && { ...answer.merged, at: answer.merged.at.toISOString() },
    predicateType: answer.predicateType,
    bundle: answer.bundle,
    mergedPredicateType: answer.mergedPredicateType,
    mergedBundle: answer.mergedBundle,
    outside: {
      ...answer.outside,
      proofs: answer.outside.proofs.map(({ timestamp: _files, ...proof }) => proof),
    },
    keys: answer.keys,
    trustedRoot: answer.trustedRoot,
    patch: answer.named && toBase64(utf8(answer.named.patch)),
  };
}
