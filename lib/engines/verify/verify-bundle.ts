import { claimsReport } from "./attack-report.ts";
import { readBundle } from "./bundle.ts";
import { claimsMerge } from "./merged-as.ts";
import type { VerifyCrypto } from "./ports.ts";
import { Trust, type TrustInput } from "./trust.ts";
import {
  type BundleChain,
  type BundleInput,
  type ChainInput,
  isFine,
  type Verification,
  type VerifyInput,
} from "./verification.ts";
import { refuseApproval, verifyApproval, verifyApprovalOf } from "./verify-approval.ts";
import { refuseMerge, verifyMerge, verifyMergeOf } from "./verify-merge.ts";
import { verifyReport } from "./verify-report.ts";

export interface Verifier {
  /** `verifyChain` with this root and these keys. */
  verify(input: BundleChain): Promise<Verification>;
}

/**
 * For many bundles: the root and the keys are read once, and a head of the tree that many of them
 * carry is verified once. Neither may change afterwards. Any input gets an answer.
 */
export function openVerifier(input: TrustInput, crypto: VerifyCrypto): Verifier {
  const trust = new Trust(input, crypto);
  return { verify: (chain) => verifyWith(trust, chain) };
}

/**
 * Verifies a signed fix, the signed statement of its merge, or a signed report of a campaign: envelope,
 * signature, entry, promise, inclusion, checkpoint, the key at the verified time, every subject. Offline,
 * with no clock of its own. Any input gets an answer.
 */
export async function verifyBundle(
  input: VerifyInput,
  crypto: VerifyCrypto,
): Promise<Verification> {
  return await verifyAlone(new Trust(input, crypto), input);
}

/**
 * Verifies a signed fix together with the statement of its merge, which must name that very
 * approval, be signed by a key of the same list and logged. `predicateType` is the approval's. Its
 * checks are the approval's without the last, then the merge's.
 */
export async function verifyChain(input: ChainInput, crypto: VerifyCrypto): Promise<Verification> {
  return await verifyWith(new Trust(input, crypto), input);
}

/** Whoever gives a file wants it compared: an answer without that would mislead. */
const noReport = "A report was given to be compared, and this is not the bundle of a report.";

async function verifyAlone(trust: Trust, input: BundleInput): Promise<Verification> {
  try {
    const read = readBundle(input.bundle);
    if (!read.ok) return refuseBundle(read.reason, input.publisher);
    if (claimsMerge(read.bundle.payload) && input.report === undefined) {
      return await verifyMerge(input, read.bundle, undefined, trust);
    }
    if (claimsReport(read.bundle.payload)) return await verifyReport(input, read.bundle, trust);
    if (input.report !== undefined) return refuseApproval(input.publisher, noReport).verification;
    return (await verifyApproval(input, read.bundle, trust)).verification;
  } catch (error) {
    return refuseApproval(input.publisher, wordsOf(error)).verification;
  }
}

async function verifyWith(trust: Trust, input: BundleChain): Promise<Verification> {
  const isAlone = input.mergedBundle === undefined || input.report !== undefined;
  if (isAlone) return await verifyAlone(trust, input);
  try {
    const { verification, part } = await verifyApprovalOf(input, trust);
    const merge = await verifyMergeOf(mergeInput(input), part, trust);
    const approval = verification.checks.filter(({ id }) => id !== "merged");
    const held = verdictIn(approval, merge);
    return {
      ...verification,
      ...held,
      ...(merge.mergedStatement && { mergedStatement: merge.mergedStatement }),
    };
  } catch (error) {
    const approval = refuseApproval(input.publisher, wordsOf(error)).verification;
    const merge = refuseMerge(input.publisher, wordsOf(error));
    const others = approval.checks.filter(({ id }) => id !== "merged");
    return { ok: false, checks: [...others, ...merge.checks] };
  }
}

function verdictIn(
  approval: Verification["checks"],
  merge: Verification,
): Pick<Verification, "ok" | "checks"> {
  return { ok: approval.every(isFine) && merge.ok, checks: [...approval, ...merge.checks] };
}

/** The merge is looked at in its own bundle and its own commit; the patch and the keys are one. */
function mergeInput(input: BundleChain): BundleInput {
  const { mergedBundle, mergedRepository, predicateType, ...rest } = input;
  return {
    ...rest,
    bundle: mergedBundle,
    repository: mergedRepository,
    ...(predicateType && {
      predicateType: predicateType.replace(/approved-fix\/v1$/, "merged-as/v1"),
    }),
  };
}

/** The answer for a bundle that cannot even be parsed, such as text that `parseBundleText` refuses. */
export function refuseBundle(reason: string, publisher?: string): Verification {
  const words = `This is not a bundle of a signed fix. ${reason}`;
  return refuseApproval(publisher, words).verification;
}

function wordsOf(error: unknown): string {
  const what = error instanceof Error ? error.message.slice(0, 200) : "unknown";
  return `The input could not be worked through: ${what}`;
}
