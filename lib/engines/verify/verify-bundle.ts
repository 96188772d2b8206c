import { readBundle } from "./bundle.ts";
import { claimsMerge } from "./merged-as.ts";
import type { VerifyCrypto } from "./ports.ts";
import { type ChainInput, isFine, type Verification, type VerifyInput } from "./verification.ts";
import { refuseApproval, verifyApproval, verifyApprovalOf } from "./verify-approval.ts";
import { refuseMerge, verifyMerge, verifyMergeOf } from "./verify-merge.ts";

/**
 * Verifies a signed fix, or the signed statement of its merge: envelope, signature, entry, promise,
 * inclusion, checkpoint, the key at the verified time, every subject. Offline, with no clock of its
 * own. Any input gets an answer.
 */
export async function verifyBundle(
  input: VerifyInput,
  crypto: VerifyCrypto,
): Promise<Verification> {
  try {
    const read = readBundle(input.bundle);
    if (!read.ok) return refuseBundle(read.reason, input.publisher);
    if (claimsMerge(read.bundle.payload)) {
      return await verifyMerge(input, read.bundle, undefined, crypto);
    }
    return (await verifyApproval(input, read.bundle, crypto)).verification;
  } catch (error) {
    return refuseApproval(input.publisher, wordsOf(error)).verification;
  }
}

/**
 * Verifies a signed fix together with the statement of its merge, which must name that very
 * approval, be signed by a key of the same list and logged. `predicateType` is the approval's. Its
 * checks are the approval's without the last, then the merge's.
 */
export async function verifyChain(input: ChainInput, crypto: VerifyCrypto): Promise<Verification> {
  if (input.mergedBundle === undefined) return await verifyBundle(input, crypto);
  try {
    const { verification, part } = await verifyApprovalOf(input, crypto);
    const merge = await verifyMergeOf(mergeInput(input), part, crypto);
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
function mergeInput(input: ChainInput): VerifyInput {
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
