import { requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import type { ApprovalRequest } from "./approval-request.ts";
import { followReview } from "./follow-review.ts";
import { recordApproval } from "./record-approval.ts";

/**
 * A person's yes in the console. Throws `conflict` where the review has moved on from what they
 * saw. Approving the same head again gives the same approval.
 */
export async function approveFix(
  actor: UserActor,
  organizationId: string,
  fixId: string,
  seen: ApprovalRequest,
): Promise<{ readonly approvalId: string }> {
  await requirePermission(actor, "fix.approve", organizationId);
  await followReview(organizationId, fixId);
  return await recordApproval(actor, organizationId, fixId, { seen, forgeReview: null });
}
