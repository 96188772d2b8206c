import { AppError, newId } from "#lib/base/index.ts";
import type { ApprovalTerms } from "#lib/engines/verify/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";
import { type ForgeActor, mutate, type UserActor } from "#lib/services/audit/index.ts";
import { holdApproverKey } from "#lib/services/organizations/index.ts";
import { stateApprovedFix } from "#lib/services/provenance/index.ts";
import {
  noteSignedApproval,
  type SignedApproval,
  usablePasskeys,
} from "#lib/services/second-factor/index.ts";
import { approvalPolicy } from "./approval-policy.ts";
import type { ApprovalRequest, ForgeReview } from "./approval-request.ts";
import { approvedFacts } from "./approved-facts.ts";
import { signWorkflowName } from "./sign-workflow-name.ts";

/** What was asked of the approver's passkey, and its answer, verified. */
export interface SignedTerms {
  readonly terms: ApprovalTerms;
  readonly approval: SignedApproval;
}

/**
 * Binds a person to one head commit, tree and patch, and asks for the signature in the same
 * transaction. Approving the same head again gives the same approval. Throws `conflict` where the
 * fix is not, or no longer, what was seen, `forbidden` where the organization wants four eyes or the
 * approver's own signature, `precondition_failed` where a passkey that could sign did not, and
 * `too_large` where no statement could say it.
 */
export async function recordApproval(
  actor: UserActor | ForgeActor,
  organizationId: string,
  fixId: string,
  approval: {
    readonly seen: ApprovalRequest;
    readonly forgeReview: ForgeReview | null;
    readonly signed: SignedTerms | null;
  },
): Promise<{ readonly approvalId: string }> {
  const { headCommit, headTree, patchSha256 } = approval.seen;
  const bound = { headCommit, headTree, patchSha256 };
  return await mutate(actor, "fix.approve", { type: "fix", id: fixId }, async (tx, trail) => {
    // The conditional update is the lock: of two people who approve at once, one comes first.
    const { count } = await tx.fix.updateMany({
      where: { id: fixId, organizationId, state: "proposed", ...bound },
      data: { state: "approved" },
    });
    if (count === 0) {
      const again = await tx.approval.findFirst({
        where: { fixId, userId: actor.userId, voidedAt: null, ...bound },
      });
      if (again === null) throw await refusalOfApproval(tx, organizationId, fixId, approval.seen);
      trail.unchanged();
      return { approvalId: again.id };
    }
    const { signed } = approval;
    const approver = { id: actor.userId, isSigning: signed !== null };
    const policy = await approvalPolicy(tx, organizationId, fixId, approver);
    if (actor.kind === "user") {
      await spendSignature(tx, actor.userId, organizationId, policy, signed);
    }
    const approvalId = newId("approval");
    const place = approval.forgeReview === null ? "console" : "forge";
    await tx.approval.create({
      data: {
        id: approvalId,
        organizationId,
        fixId,
        userId: actor.userId,
        ...bound,
        policy,
        place,
        ...(approval.forgeReview !== null && { forgeReview: approval.forgeReview }),
        ...(signed !== null && { signature: signed.approval.signature }),
        approvedAt: signed === null ? new Date() : new Date(signed.terms.at),
      },
    });
    // What no statement can say is not approved.
    const { facts, namesPublic } = await approvedFacts(tx, fixId, approvalId);
    stateApprovedFix(facts, namesPublic);
    await enqueue(
      tx,
      { name: signWorkflowName },
      { id: approvalId, organizationId, input: { fixId, approvalId } },
    );
    const passkey = signed?.approval.signature.key ?? null;
    trail.note({ approvalId, place, passkey, ...bound });
    return { approvalId };
  });
}

/** An answer counts once, for the policy that it was asked for, by a passkey that is still in force. */
async function spendSignature(
  tx: Tx,
  userId: string,
  organizationId: string,
  policy: string,
  signed: SignedTerms | null,
): Promise<void> {
  if (signed === null) {
    if ((await usablePasskeys(tx, userId)).usable.length === 0) return;
    throw new AppError(
      "precondition_failed",
      "Nothing was approved: sign it with your passkey, which this page asks for. It needs scripts.",
    );
  }
  const { terms, approval } = signed;
  if (terms.policy !== policy) {
    throw new AppError(
      "conflict",
      "What your organization asks of an approval has changed meanwhile. Approve again.",
    );
  }
  await noteSignedApproval(tx, userId, approval);
  const { key: hint } = approval.signature;
  await holdApproverKey(tx, organizationId, { userId, hint, at: new Date(terms.at) });
}

/** Why what was seen cannot be approved. */
export async function refusalOfApproval(
  tx: Tx,
  organizationId: string,
  fixId: string,
  seen: ApprovalRequest,
): Promise<AppError> {
  const fix = await tx.fix.findFirst({ where: { id: fixId, organizationId } });
  if (fix === null) return new AppError("not_found", "There is no such fix.");
  if (fix.state === "proposed" && fix.headCommit !== seen.headCommit) {
    return new AppError(
      "conflict",
      "The review has a new commit. Look at the change again, then approve what is there now.",
    );
  }
  if (fix.state === "proposed") {
    return new AppError("conflict", "What you saw is not what the review holds. Reload the page.");
  }
  return new AppError("conflict", `This fix is already ${fix.state}. Reload the page.`);
}
