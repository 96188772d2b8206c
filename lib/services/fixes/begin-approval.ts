import { AppError } from "#lib/base/index.ts";
import { mutate, requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { beginApproverKeys } from "#lib/services/organizations/index.ts";
import { cannotSign, signingOptions, usablePasskeys } from "#lib/services/second-factor/index.ts";
import { keepApprovalChallenge } from "./approval-challenge.ts";
import { approvalPolicy } from "./approval-policy.ts";
import type { ApprovalRequest } from "./approval-request.ts";
import { followReview } from "./follow-review.ts";
import { refusalOfApproval } from "./record-approval.ts";

type Options = Awaited<ReturnType<typeof signingOptions>>;

/**
 * What a person's passkey is to sign before they approve: the digest of exactly this approval, its
 * policy and time fixed here. Good for five minutes, once, in this session. Null where they have no
 * passkey that could sign. From here on `keys.json` names their passkeys. Throws `conflict` where the
 * review has moved on, and `precondition_failed` where a signature is asked for and they cannot give
 * one.
 */
export async function beginApproval(
  actor: UserActor,
  organizationId: string,
  fixId: string,
  seen: ApprovalRequest,
): Promise<Options | null> {
  await requirePermission(actor, "fix.approve", organizationId);
  await followReview(organizationId, fixId);
  const { userId } = actor;
  const { headCommit, headTree, patchSha256 } = seen;
  return await mutate(actor, "fix.approve", { type: "fix", id: fixId }, async (tx, trail) => {
    trail.unchanged();
    const bound = { headCommit, headTree, patchSha256 };
    const fix = await tx.fix.findFirst({
      where: { id: fixId, organizationId, state: "proposed", ...bound },
    });
    if (fix === null) throw await refusalOfApproval(tx, organizationId, fixId, seen);
    const { usable, others } = await usablePasskeys(tx, userId);
    if (usable.length === 0) {
      const { signedApprovals } = await tx.organization.findUniqueOrThrow({
        where: { id: organizationId },
      });
      if (signedApprovals) throw others > 0 ? cannotSign() : needsPasskey();
      return null;
    }
    const approver = { id: userId, isSigning: true };
    const policy = await approvalPolicy(tx, organizationId, fixId, approver);
    await beginApproverKeys(tx, organizationId, userId, usable);
    const terms = await keepApprovalChallenge(tx, actor, organizationId, fixId, { seen, policy });
    return await signingOptions(usable, terms);
  });
}

function needsPasskey(): AppError {
  return new AppError(
    "precondition_failed",
    "Your organization asks for the approver’s own signature. Add a passkey under Security, then approve.",
  );
}
