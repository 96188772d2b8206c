import { type DecodedBundle, readBundle } from "./bundle.ts";
import {
  type ApprovedPart,
  checkApproval,
  checkMergedCommit,
  checkMergedPatch,
  checkRelation,
} from "./check-merge.ts";
import { type CheckId, type CheckResult, judged, mergeCheckIds, notRun } from "./checks.ts";
import { type MergedStatement, readMergedStatement } from "./merged-as.ts";
import type { VerifyCrypto } from "./ports.ts";
import type { Trust } from "./trust.ts";
import {
  type BundleInput,
  formResult,
  type Results,
  type Verification,
  verdictOf,
  whyNotReached,
} from "./verification.ts";
import { verifyEnvelope } from "./verify-envelope.ts";

/** The approval that the merge is held against: left out where none was given, null where it fails. */
export type GivenApproval = ApprovedPart | null | undefined;

/** The twelve checks of the signed statement of a merge. */
export async function verifyMerge(
  input: BundleInput,
  bundle: DecodedBundle,
  approval: GivenApproval,
  trust: Trust,
): Promise<Verification> {
  const { crypto } = trust;
  const read = readMergedStatement(bundle.payload);
  const envelope = await verifyEnvelope(bundle, input.now, trust);
  const results: Results = { merged_statement: formResult(read, input.predicateType) };
  for (const [id, result] of Object.entries(envelope.results)) {
    results[`merged_${id}` as CheckId] = result;
  }
  const statement = envelope.isSigned && read.ok ? read.statement : undefined;
  if (statement !== undefined) {
    results.merged_approval = approvalResult(statement, approval, input, crypto);
    const { sha256 } = crypto;
    const isNamed = approval !== undefined && approval !== null;
    results.merged_patch = checkMergedPatch(statement, input.patch, isNamed, sha256);
    results.merged_commit = checkMergedCommit(statement, input.repository, input.merged);
    results.merged = checkRelation(statement);
  }
  return {
    ...verdictOf(mergeCheckIds, results, (id) => whyNotReached(id, false), input.publisher),
    ...(statement && { mergedStatement: statement }),
    ...envelope.logged,
  };
}

function approvalResult(
  statement: MergedStatement,
  approval: GivenApproval,
  { requireApproverSignature }: BundleInput,
  { sha256 }: VerifyCrypto,
): CheckResult {
  if (approval === undefined && requireApproverSignature) {
    const reason =
      "The approver’s own signature is asked for: give the bundle of the approval too.";
    return judged(reason, []);
  }
  if (approval === undefined) return notRun("Needs the bundle of the approval as well.");
  if (approval === null) return judged("The approval that it is held against does not hold.", []);
  return checkApproval(statement, approval, sha256);
}

/** The answer where there is nothing that could be checked. */
export function refuseMerge(publisher: string | undefined, reason: string): Verification {
  const results: Results = { merged_statement: judged(reason, []) };
  return verdictOf(mergeCheckIds, results, (id) => whyNotReached(id, true), publisher);
}

export async function verifyMergeOf(
  input: BundleInput,
  approval: GivenApproval,
  trust: Trust,
): Promise<Verification> {
  const read = readBundle(input.bundle);
  if (read.ok) return await verifyMerge(input, read.bundle, approval, trust);
  return refuseMerge(input.publisher, `This is not a bundle of a merge. ${read.reason}`);
}
