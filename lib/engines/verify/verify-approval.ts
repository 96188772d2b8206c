import { type DecodedBundle, readBundle } from "./bundle.ts";
import { checkApprover } from "./check-approver.ts";
import type { ApprovedPart } from "./check-merge.ts";
import { checkCommit, checkMerged, checkPatch, checkTree } from "./check-subjects.ts";
import { checkIds, judged, notRun } from "./checks.ts";
import type { Sha256 } from "./ports.ts";
import { readStatement, type Statement } from "./statement.ts";
import type { Trust } from "./trust.ts";
import {
  type BundleInput,
  formResult,
  isFine,
  type Results,
  type Verification,
  verdictOf,
  whyNotReached,
} from "./verification.ts";
import { verifyEnvelope } from "./verify-envelope.ts";

export interface VerifiedApproval {
  readonly verification: Verification;
  /** What a merge can name; null unless all that the approval needs holds. */
  readonly part: ApprovedPart | null;
}

/** The thirteen checks of a signed approval. */
export async function verifyApproval(
  input: BundleInput,
  bundle: DecodedBundle,
  trust: Trust,
): Promise<VerifiedApproval> {
  const read = readStatement(bundle.payload);
  const { results: own, isSigned, logged } = await verifyEnvelope(bundle, input.now, trust);
  const results: Results = { ...own, statement: formResult(read, input.predicateType) };
  const statement = isSigned && read.ok ? read.statement : undefined;
  if (statement !== undefined) {
    const demand = {
      isDemanded: input.requireApproverSignature === true,
      verifiedTime: logged.verifiedTime,
    };
    results.approver = await checkApprover(statement, trust.keyList(), demand, trust.crypto);
    subjectResults(statement, input, trust.crypto.sha256, results);
  }
  const verdict = verdictOf(checkIds, results, (id) => whyNotReached(id, false), input.publisher);
  const others = verdict.checks.filter(({ id }) => id !== "merged");
  const stands = others.every(isFine);
  return {
    verification: { ...verdict, ...(statement && { statement }), ...logged },
    part: statement && stands ? { statement, payload: bundle.payload } : null,
  };
}

/** The answer where there is nothing that could be checked. */
export function refuseApproval(publisher: string | undefined, reason: string): VerifiedApproval {
  const results: Results = { statement: judged(reason, []) };
  const verification = verdictOf(checkIds, results, (id) => whyNotReached(id, true), publisher);
  return { verification, part: null };
}

export async function verifyApprovalOf(
  input: BundleInput,
  trust: Trust,
): Promise<VerifiedApproval> {
  const read = readBundle(input.bundle);
  if (read.ok) return await verifyApproval(input, read.bundle, trust);
  return refuseApproval(input.publisher, `This is not a bundle of a signed fix. ${read.reason}`);
}

function subjectResults(
  statement: Statement,
  input: BundleInput,
  sha256: Sha256,
  results: Results,
): void {
  results.patch = checkPatch(statement, input.patch, sha256);
  results.commit = checkCommit(statement, input.repository);
  results.tree = checkTree(statement, input.repository);
  if (results.patch.outcome === "fails") {
    results.merged = notRun("Needs a patch that matches.");
  } else if (results.commit.outcome === "holds" && results.tree.outcome === "holds") {
    results.merged = checkMerged(statement, input.merged);
  }
}
