import { AppError } from "#lib/base/index.ts";
import { type Actor, mutate } from "#lib/services/audit/index.ts";

/**
 * Asks a campaign to stop. It does so before its next attempt, and reports what was found so far; one that
 * waits for its turn has ended at once.
 */
export async function cancelCampaign(
  actor: Actor,
  organizationId: string,
  campaignId: string,
): Promise<void> {
  const target = { type: "campaign", id: campaignId };
  await mutate(actor, "campaign.cancel", target, async (tx, trail) => {
    const row = await tx.campaign.findFirst({ where: { id: campaignId, organizationId } });
    if (row === null) throw new AppError("not_found", "There is no such campaign.");
    const now = new Date();
    const waiting = await tx.campaign.updateMany({
      where: { id: campaignId, state: "queued" },
      data: {
        state: "canceled",
        cancelRequestedAt: now,
        endedAt: now,
        outcome: "Cancelled by a person before it began.",
      },
    });
    if (waiting.count > 0) return;
    const { count } = await tx.campaign.updateMany({
      where: { id: campaignId, cancelRequestedAt: null, state: "running" },
      data: { cancelRequestedAt: now },
    });
    if (count > 0) return;
    if (row.endedAt !== null) throw new AppError("conflict", "This campaign has ended already.");
    trail.unchanged();
  });
}
