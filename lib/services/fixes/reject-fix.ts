import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import { type Fix, readAs } from "#lib/platform/db/index.ts";
import type { Forge } from "#lib/platform/forge/index.ts";
import {
  type ForgeActor,
  mutate,
  requirePermission,
  systemActor,
  type UserActor,
} from "#lib/services/audit/index.ts";
import { rejectFindingsOf } from "#lib/services/findings/index.ts";
import { openForge } from "#lib/services/repositories/index.ts";
import { plainText } from "./forge-text.ts";
import { reviewOf } from "./review-of.ts";
import { declinedBy, sayOnForge } from "./say-on-forge.ts";

/** In place of the review's words: its end was said there. */
const declinedThere = "declined";

export const rejectionReason = z.string().trim().min(3, "Say why, in a few words.").max(500);

/**
 * Says no for good: the finding remembers it, the review closes and its branch goes. The decision
 * stands before the branch is touched; a branch with commits that Etna has not seen is left alone.
 */
export async function rejectFix(
  actor: UserActor | ForgeActor,
  organizationId: string,
  fixId: string,
  reason: string,
): Promise<void> {
  await requirePermission(actor, "fix.reject", organizationId);
  await mutate(actor, "fix.reject", { type: "fix", id: fixId }, async (tx, trail) => {
    const fix = await tx.fix.findFirst({ where: { id: fixId, organizationId } });
    if (fix === null) throw new AppError("not_found", "There is no such fix.");
    if (fix.state === "rejected") return trail.unchanged();
    const { count } = await tx.fix.updateMany({
      where: { id: fixId, state: "proposed" },
      data: {
        state: "rejected",
        rejectedAt: new Date(),
        rejectedById: actor.userId,
        rejectedReason: reason,
        // Whoever said no under the review itself has said why there.
        ...(actor.kind === "forge" && { wordsSaid: declinedThere }),
      },
    });
    if (count === 0) {
      throw new AppError("conflict", `This fix is ${fix.state}: it can no longer be rejected.`);
    }
    await rejectFindingsOf(tx, fixId, reason);
    trail.note({ reason, headCommit: fix.headCommit });
  });
  await closeRejectedReview(organizationId, fixId);
}

/**
 * Says on the forge why, closes the review and deletes the branch of a rejected fix. Called again by
 * the sweep until all of it is done.
 */
export async function closeRejectedReview(organizationId: string, fixId: string): Promise<void> {
  const fix = await readAs({ organizationId }, (db) =>
    db.fix.findFirst({ where: { id: fixId, organizationId, state: "rejected" } }),
  );
  if (fix === null) return;
  const forge = await openForge(organizationId, fix.repositoryId);
  const review = reviewOf(fix);
  if (forge.host !== null) {
    const { status } = await forge.inspectReview(review, fix.headCommit);
    if (status === "open") await sayDeclined(fix, forge);
  }
  await forge.closeReview(review, fix.headCommit);
}

async function sayDeclined(fix: Fix, forge: Forge): Promise<void> {
  const { organizationId, id, rejectedReason, wordsSaid } = fix;
  await sayOnForge(organizationId, id, forge);
  if (wordsSaid === declinedThere) return;
  const by = await declinedBy(organizationId, fix);
  await forge.host?.comment(
    reviewOf(fix),
    `Declined by ${plainText(by)}: ${plainText(rejectedReason ?? "")}\n\nEtna does not propose this fix again, and closes the review.`,
  );
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "fix.say", { type: "fix", id }, async (tx, trail) => {
    trail.underWay();
    await tx.fix.updateMany({ where: { id }, data: { wordsSaid: declinedThere } });
  });
}
