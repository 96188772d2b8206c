import { isAppError } from "#lib/base/index.ts";
import { type enums, listOrganizationIds, readAs } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { systemActor } from "#lib/services/audit/index.ts";
import { getFixPolicy } from "#lib/services/organizations/index.ts";
import { underWay } from "./admit-run.ts";
import { startScan } from "./start-run.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** Pushes often come in twos and threes, such as a merge and the branch's end: one scan sees them all. */
const settleMs = 10 * 1000;
/** So many repositories of one organization begin in one look, so that no one's come before everyone's. */
const mostAtOnce = 5;

interface Due {
  readonly repositoryId: string;
  readonly cause: enums.RunCause;
}

/**
 * Starts the scans that nobody has to ask for: of a repository whose default branch was pushed to since
 * its last scan began, and of one whose last scan began a day ago, each where the policy says so. One
 * with a scan under way waits for the next look, so a push during a scan is not lost.
 */
export async function startDueScans(now = new Date()): Promise<void> {
  for (const organizationId of await listOrganizationIds()) {
    const actor = systemActor("worker", organizationId);
    for (const { repositoryId, cause } of await dueScans(organizationId, now)) {
      try {
        await startScan(actor, organizationId, repositoryId, cause);
      } catch (error) {
        if (!isAppError(error) || error.code === "internal") throw error;
        log.warn(
          { err: error, repositoryId },
          "a scan could not begin; the next sweep tries again",
        );
      }
    }
  }
}

async function dueScans(organizationId: string, now: Date): Promise<readonly Due[]> {
  const { scanDaily, scanOnPush } = await getFixPolicy(organizationId);
  if (!scanDaily && !scanOnPush) return [];
  const rows = await readAs({ organizationId }, (db) =>
    db.repository.findMany({
      where: {
        organizationId,
        removedAt: null,
        state: { not: "unreachable" },
        runs: { none: { kind: "scan", state: { in: underWay } } },
      },
      select: {
        id: true,
        createdAt: true,
        pushedAt: true,
        runs: {
          where: { kind: "scan" },
          orderBy: { createdAt: "desc" },
          take: 1,
          select: { createdAt: true },
        },
      },
      orderBy: { scannedAt: { sort: "asc", nulls: "first" } },
    }),
  );
  const due = rows.flatMap(({ id, createdAt, pushedAt, runs }): Due[] => {
    const last = runs[0]?.createdAt ?? null;
    const pushed =
      pushedAt !== null && pushedAt.getTime() + settleMs <= now.getTime() && last !== null;
    if (scanOnPush && pushed && pushedAt > last) return [{ repositoryId: id, cause: "push" }];
    const since = last ?? createdAt;
    const dayIsOver = since.getTime() + dayMs <= now.getTime();
    return scanDaily && dayIsOver ? [{ repositoryId: id, cause: "schedule" }] : [];
  });
  return due.slice(0, mostAtOnce);
}
