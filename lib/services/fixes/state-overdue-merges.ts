import { readAs } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { stateMerge } from "./state-merge.ts";

const overdueMs = 5 * 60 * 1000;
const againMs = 60 * 60 * 1000;
const oldestMs = 30 * 24 * 60 * 60 * 1000;

/**
 * States the merges whose workflow was given up: five minutes after the merge, then hourly for thirty
 * days. One that fails is logged and does not hold up the others.
 */
export async function stateOverdueMerges(organizationId: string): Promise<void> {
  const now = Date.now();
  const since = new Date(now - oldestMs);
  const fixes = await readAs({ organizationId }, (db) =>
    db.fix.findMany({
      where: {
        organizationId,
        state: "merged",
        mergedAt: { gt: since, lt: new Date(now - overdueMs) },
        attestation: { isNot: null },
        mergeAttestation: null,
        repository: { removedAt: null, state: { not: "unreachable" } },
      },
      select: { id: true, mergedAt: true, lookedAt: true },
    }),
  );
  for (const { id, mergedAt, lookedAt } of fixes) {
    const tried = lookedAt !== null && lookedAt > (mergedAt ?? since);
    if (tried && now - lookedAt.getTime() < againMs) continue;
    try {
      await markTried(organizationId, id);
      await stateMerge(organizationId, id);
    } catch (error) {
      log.warn({ err: error, fixId: id }, "a merge could not be stated; the sweep tries again");
    }
  }
}

async function markTried(organizationId: string, fixId: string): Promise<void> {
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "fix.look", { type: "fix", id: fixId }, async (tx, trail) => {
    trail.underWay();
    await tx.fix.updateMany({ where: { id: fixId }, data: { lookedAt: new Date() } });
  });
}
