import { z } from "zod";
import { AppError, newId } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";
import { mutate, requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { followReview } from "./follow-review.ts";
import { signWorkflowName } from "./sign-workflow-name.ts";

/** What the person saw when they said yes: the approval is for exactly this. */
export const approvalRequest = z.object({
  headCommit: z.string().regex(/^[0-9a-f]{40,64}$/),
  headTree: z.string().regex(/^[0-9a-f]{40,64}$/),
  patchSha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type ApprovalRequest = z.infer<typeof approvalRequest>;

/** The policy in force, in the words that go into the statement. */
const policy = "One member with the role approver";

/**
 * Binds a person to one head commit, tree and patch, and asks for the signature in the same
 * transaction. Throws `conflict` where the review has moved on from what the person saw.
 * Approving the same head again gives the same approval.
 */
export async function approveFix(
  actor: UserActor,
  organizationId: string,
  fixId: string,
  seen: ApprovalRequest,
): Promise<{ readonly approvalId: string }> {
  await requirePermission(actor, "fix.approve", organizationId);
  await followReview(organizationId, fixId);
  return await mutate(actor, "fix.approve", { type: "fix", id: fixId }, async (tx, trail) => {
    const bound = {
      headCommit: seen.headCommit,
      headTree: seen.headTree,
      patchSha256: seen.patchSha256,
    };
    // The conditional update is the lock: of two people who approve at once, one comes first.
    const { count } = await tx.fix.updateMany({
      where: { id: fixId, organizationId, state: "proposed", ...bound },
      data: { state: "approved" },
    });
    if (count === 0) {
      const again = await tx.approval.findFirst({
        where: { fixId, userId: actor.userId, voidedAt: null, ...bound },
      });
      if (again === null) throw await refusal(tx, organizationId, fixId, seen);
      trail.unchanged();
      return { approvalId: again.id };
    }
    const approvalId = newId("approval");
    await tx.approval.create({
      data: {
        id: approvalId,
        organizationId,
        fixId,
        userId: actor.userId,
        ...bound,
        policy,
        approvedAt: new Date(),
      },
    });
    await enqueue(
      tx,
      { name: signWorkflowName },
      {
        id: approvalId,
        organizationId,
        input: { fixId, approvalId },
      },
    );
    trail.note({ approvalId, ...bound });
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
