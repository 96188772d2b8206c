import { AppError } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import type { ReviewComment } from "#lib/platform/forge/index.ts";
import { type ForgeActor, requirePermission } from "#lib/services/audit/index.ts";
import { getFixPolicy } from "#lib/services/organizations/index.ts";
import { signedApprovalsOnly } from "./approval-policy.ts";
import { followReview } from "./follow-review.ts";
import { recordApproval } from "./record-approval.ts";

/**
 * A yes written under the review on the forge, where the organization lets that count. It is for
 * the head that stood there when it was written: throws `conflict` where Etna first saw the present
 * head later than that.
 */
export async function approveByComment(
  actor: ForgeActor,
  organizationId: string,
  fixId: string,
  comment: Pick<ReviewComment, "id" | "by" | "at">,
): Promise<{ readonly approvalId: string }> {
  await requirePermission(actor, "fix.approve", organizationId);
  const { approvalOnForge, signedApprovals } = await getFixPolicy(organizationId);
  if (signedApprovals) throw new AppError("forbidden", signedApprovalsOnly);
  if (!approvalOnForge) {
    throw new AppError(
      "forbidden",
      "Your organization approves in Etna's console alone. An admin can change that in the settings.",
    );
  }
  await followReview(organizationId, fixId);
  const fix = await readAs({ organizationId }, (db) =>
    db.fix.findFirst({ where: { id: fixId, organizationId } }),
  );
  if (fix === null) throw new AppError("not_found", "There is no such fix.");
  if (fix.headSince >= comment.at) {
    throw new AppError(
      "conflict",
      "A new commit came. Look at the change as it is now, then approve again.",
    );
  }
  return await recordApproval(actor, organizationId, fixId, {
    seen: fix,
    signed: null,
    forgeReview: {
      id: comment.id,
      account: comment.by.name,
      accountId: comment.by.id,
      at: comment.at.toISOString(),
    },
  });
}
