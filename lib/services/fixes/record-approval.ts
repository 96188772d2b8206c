import { AppError, type JsonObject, newId } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";
import { type ForgeActor, mutate, type UserActor } from "#lib/services/audit/index.ts";
import { approvalPolicy } from "./approval-policy.ts";
import type { ApprovalRequest } from "./approval-request.ts";
import { signWorkflowName } from "./sign-workflow-name.ts";

/** A verdict on the forge, as it was re-read there. */
export interface ForgeReview extends JsonObject {
  readonly id: string;
  readonly account: string;
  readonly accountId: string;
  /** RFC 3339; null where the forge keeps no time. */
  readonly at: string | null;
}

/**
 * Binds a person to one head commit, tree and patch, and asks for the signature in the same
 * transaction. Approving the same head again gives the same approval. Throws `conflict` where the
 * fix is not, or no longer, what was seen, and `forbidden` where the organization wants four eyes.
 */
export async function recordApproval(
  actor: UserActor | ForgeActor,
  organizationId: string,
  fixId: string,
  approval: { readonly seen: ApprovalRequest; readonly forgeReview: ForgeReview | null },
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
      if (again === null) throw await refusal(tx, organizationId, fixId, approval.seen);
      trail.unchanged();
      return { approvalId: again.id };
    }
    const policy = await approvalPolicy(tx, organizationId, fixId, actor.userId);
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
        approvedAt: new Date(),
      },
    });
    await enqueue(
      tx,
      { name: signWorkflowName },
      { id: approvalId, organizationId, input: { fixId, approvalId } },
    );
    trail.note({ approvalId, place, ...bound });
    return { approvalId };
  });
}

async function refusal(
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
