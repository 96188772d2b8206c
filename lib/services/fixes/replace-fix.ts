import { isAppError } from "#lib/base/index.ts";
import { type Fix, readAs, type Tx } from "#lib/platform/db/index.ts";
import type { Forge } from "#lib/platform/forge/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { plainText } from "./forge-text.ts";
import { reviewOf } from "./review-of.ts";

/**
 * Closes a fix that another one takes the place of, in the transaction that records that one. False
 * where it is no longer a mere proposal: a person was faster, and that stands.
 */
export async function closeReplaced(tx: Tx, fixId: string, branch: string): Promise<boolean> {
  const { count } = await tx.fix.updateMany({
    where: { id: fixId, state: "proposed" },
    data: {
      state: "closed",
      closedReason: `It conflicted with what its target has become. Etna made it anew on ${branch}.`,
    },
  });
  return count > 0;
}

/** A fix that cannot be made anew, because it is no longer proven there, is closed with why. */
export async function giveUpReplaced(
  organizationId: string,
  fixId: string,
  why: string,
  forge: Forge,
): Promise<void> {
  const closedReason = `It conflicts with what its target has become, and cannot be made anew. ${why}`;
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "fix.notice_close", { type: "fix", id: fixId }, async (tx, trail) => {
    const where = { id: fixId, organizationId, state: "proposed" } as const;
    const { count } = await tx.fix.updateMany({ where, data: { state: "closed", closedReason } });
    if (count === 0) return trail.unchanged();
    trail.note({ reason: closedReason });
  });
  await closeOldReview(organizationId, fixId, plainText(closedReason), forge);
}

/** Says why under the review of a fix that was closed so, and closes it. Twice is once. */
export async function closeOldReview(
  organizationId: string,
  fixId: string,
  words: string,
  forge: Forge,
): Promise<void> {
  const fix = await readAs({ organizationId }, (db) =>
    db.fix.findFirst({ where: { id: fixId, organizationId, state: "closed" } }),
  );
  if (fix === null) return;
  try {
    await close(fix, words, forge);
  } catch (error) {
    if (!isAppError(error) || error.code === "unavailable" || error.code === "internal")
      throw error;
    log.warn({ err: error, fixId }, "the review of a fix that was made anew stays open");
  }
}

async function close(fix: Fix, words: string, forge: Forge): Promise<void> {
  const review = reviewOf(fix);
  const { status } = await forge.inspectReview(review, fix.headCommit);
  if (status !== "open") return;
  await forge.host?.comment(review, words);
  await forge.closeReview(review, fix.madeCommit ?? fix.headCommit);
}
