import { AppError } from "#lib/base/index.ts";
import { type Actor, mutate } from "#lib/services/audit/index.ts";

/** Asks a run to stop. It does so before its next step, and takes back what it left on the forge. */
export async function cancelRun(
  actor: Actor,
  organizationId: string,
  runId: string,
): Promise<void> {
  await mutate(actor, "run.cancel", { type: "run", id: runId }, async (tx, trail) => {
    const run = await tx.run.findFirst({ where: { id: runId, organizationId } });
    if (run === null) throw new AppError("not_found", "There is no such run.");
    const { count } = await tx.run.updateMany({
      where: { id: runId, cancelRequestedAt: null, state: { in: ["queued", "running"] } },
      data: { cancelRequestedAt: new Date() },
    });
    // What waits for the end of the quiet hours has nobody yet who would heed the request.
    await tx.run.updateMany({
      where: { id: runId, state: "queued", waitsUntil: { gt: new Date() } },
      data: { state: "canceled", endedAt: new Date(), outcome: "Cancelled before it began." },
    });
    // Asked after the row is locked: a review that opens meanwhile sees the request or is seen here.
    const fix = await tx.fix.findUnique({ where: { runId }, select: { id: true } });
    if (fix !== null && run.endedAt === null) {
      throw new AppError(
        "conflict",
        "The fix is open for review already. Reject it there instead.",
      );
    }
    if (count > 0) return;
    if (run.endedAt !== null) throw new AppError("conflict", "This run has ended already.");
    trail.unchanged();
  });
}
