import { AppError } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { type PasskeyAnswer, verifySignedApproval } from "#lib/services/second-factor/index.ts";
import { takeApprovalChallenge } from "./approval-challenge.ts";
import type { ApprovalRequest } from "./approval-request.ts";
import { followReview } from "./follow-review.ts";
import { recordApproval, type SignedTerms } from "./record-approval.ts";

/**
 * A person's yes in the console, signed by their passkey where they have one: `answer` is what it
 * answered to `beginApproval`. Throws `conflict` where the review has moved on from what they saw,
 * `forbidden` for an answer to anything else, and `precondition_failed` where a passkey that could
 * sign did not. Approving the same head again gives the same approval.
 */
export async function approveFix(
  actor: UserActor,
  organizationId: string,
  fixId: string,
  seen: ApprovalRequest,
  answer: PasskeyAnswer | null = null,
): Promise<{ readonly approvalId: string }> {
  await requirePermission(actor, "fix.approve", organizationId);
  await followReview(organizationId, fixId);
  const again = await approvalInForce(actor, organizationId, fixId, seen);
  if (again !== null) return again;
  const signed = answer && (await verified(actor, organizationId, fixId, seen, answer));
  return await recordApproval(actor, organizationId, fixId, { seen, forgeReview: null, signed });
}

/** What this person approved already. The same request, sent again, finds its signature used up. */
async function approvalInForce(
  { userId }: UserActor,
  organizationId: string,
  fixId: string,
  { headCommit, headTree, patchSha256 }: ApprovalRequest,
): Promise<{ readonly approvalId: string } | null> {
  const bound = { headCommit, headTree, patchSha256 };
  const row = await readAs({ organizationId }, (db) =>
    db.approval.findFirst({ where: { organizationId, fixId, userId, voidedAt: null, ...bound } }),
  );
  return row && { approvalId: row.id };
}

async function verified(
  actor: UserActor,
  organizationId: string,
  fixId: string,
  seen: ApprovalRequest,
  answer: PasskeyAnswer,
): Promise<SignedTerms> {
  const terms = await takeApprovalChallenge(actor, organizationId, fixId, seen);
  if (terms === null) {
    throw new AppError(
      "forbidden",
      "Nothing was approved: this signature was not asked for here, or its time is over. Approve again.",
    );
  }
  return { terms, approval: await verifySignedApproval(actor.userId, answer, terms) };
}
