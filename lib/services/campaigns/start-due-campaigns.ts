import { isAppError } from "#lib/base/index.ts";
import { listOrganizationIds, readAs } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { systemActor } from "#lib/services/audit/index.ts";
import { periodMs } from "./schedule.ts";
import { startCampaign, underWay } from "./start-campaign.ts";

/**
 * Starts the campaigns that nobody has to ask for: against each target whose last one, whatever began it,
 * is a day or a week ago, as its schedule says. One that can no longer be shown to be the organization’s
 * waits until somebody shows it.
 */
export async function startDueCampaigns(now = new Date()): Promise<void> {
  for (const organizationId of await listOrganizationIds()) {
    const actor = systemActor("worker", organizationId);
    for (const targetId of await dueTargets(organizationId, now)) {
      try {
        await startCampaign(actor, organizationId, { targetId }, { cause: "schedule" });
      } catch (error) {
        if (!isAppError(error) || error.code === "internal") throw error;
        log.warn(
          { err: error, targetId },
          "a campaign could not begin; the next sweep tries again",
        );
      }
    }
  }
}

async function dueTargets(organizationId: string, now: Date): Promise<readonly string[]> {
  const rows = await readAs({ organizationId }, (db) =>
    db.attackTarget.findMany({
      where: {
        organizationId,
        archivedAt: null,
        schedule: { not: "none" },
        ownership: "proven",
        campaigns: { none: { state: { in: underWay } } },
      },
      select: {
        id: true,
        schedule: true,
        createdAt: true,
        campaigns: { orderBy: { number: "desc" }, take: 1, select: { createdAt: true } },
      },
    }),
  );
  return rows.flatMap(({ id, schedule, createdAt, campaigns: [last] }) => {
    if (schedule === "none") return [];
    const since = last?.createdAt ?? createdAt;
    return since.getTime() + periodMs[schedule] <= now.getTime() ? [id] : [];
  });
}
