import { sqlNull } from "#lib/platform/db/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { noSuchTarget } from "./find-target.ts";

/**
 * Puts a target away: its secrets are destroyed, its schedule ends, a campaign under way is asked to stop,
 * and its campaigns stay readable.
 */
export async function archiveTarget(
  actor: UserActor,
  organizationId: string,
  targetId: string,
): Promise<void> {
  const target = { type: "target", id: targetId };
  await mutate(actor, "target.archive", target, async (tx, trail) => {
    const where = { id: targetId, organizationId };
    const row = await tx.attackTarget.findFirst({ where });
    if (row === null) throw noSuchTarget();
    const now = new Date();
    const { count } = await tx.attackTarget.updateMany({
      where: { ...where, archivedAt: null },
      data: { archivedAt: now, schedule: "none", sealedSecrets: sqlNull, secretNames: [] },
    });
    if (count === 0) return trail.unchanged();
    await tx.campaign.updateMany({
      where: { targetId, state: { in: ["queued", "running"] }, cancelRequestedAt: null },
      data: { cancelRequestedAt: now },
    });
    trail.note({ name: row.name });
  });
}
