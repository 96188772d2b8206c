import { listOrganizationIds, readAs } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { askAgainOutside } from "#lib/services/provenance/index.ts";
import { followProofs } from "./follow-proofs.ts";
import { followReview } from "./follow-review.ts";
import { closeRejectedReview } from "./reject-fix.ts";
import { signFix } from "./sign-fix.ts";
import { stateOverdueMerges } from "./state-overdue-merges.ts";

const overdueMs = 5 * 60 * 1000;
const recentMs = 24 * 60 * 60 * 1000;

const minuteMs = 60 * 1000;
/** A forge that reports what happens is only asked whether a report was lost. */
const reconcileMs = 60 * minuteMs;
const unreportedMs = 2 * minuteMs;
/** A CI that never reports is one that no report tells of. */
const ciPauseMs = 5 * minuteMs;

/**
 * Looks at every open review that is due, and has `obey` read what people wrote there. One that fails
 * is logged and does not hold up the others.
 */
export async function sweepReviews(
  obey: (organizationId: string, fixId: string) => Promise<void>,
): Promise<void> {
  for (const organizationId of await listOrganizationIds()) {
    const fixes = await readAs({ organizationId }, (db) =>
      db.fix.findMany({
        where: {
          organizationId,
          repository: { removedAt: null, state: { not: "unreachable" } },
          OR: [
            { state: { in: ["proposed", "approved", "signed"] } },
            { state: "rejected", rejectedAt: { gt: new Date(Date.now() - recentMs) } },
          ],
        },
        select: {
          id: true,
          state: true,
          lookedAt: true,
          ciState: true,
          repository: { select: { connection: { select: heard } } },
        },
      }),
    );
    for (const { id, state, lookedAt, ciState, repository } of fixes) {
      const waitsForCi = state === "proposed" && ciState === "waiting";
      const pause = Math.min(pauseMs(repository.connection), waitsForCi ? ciPauseMs : Infinity);
      if (Date.now() - (lookedAt?.getTime() ?? 0) < pause) continue;
      try {
        if (repository.connection.kind !== "local") await markLooked(organizationId, id);
        if (state === "rejected") {
          await closeRejectedReview(organizationId, id);
          continue;
        }
        await followReview(organizationId, id);
        if (repository.connection.kind !== "local") await obey(organizationId, id);
        await signOverdue(organizationId, id);
      } catch (error) {
        log.warn(
          { err: error, fixId: id },
          "a review could not be looked at; the next sweep tries again",
        );
      }
    }
    await stateOverdueMerges(organizationId);
    await followProofs(organizationId);
    await askAgainOutside(organizationId);
  }
}

const heard = {
  kind: true,
  endpoints: { select: { lastHeardAt: true } },
  forgeApp: { select: { endpoints: { select: { lastHeardAt: true } } } },
} as const;

type Reporting = { readonly endpoints: readonly { readonly lastHeardAt: Date | null }[] };

function pauseMs(connection: Reporting & { kind: string; forgeApp: Reporting | null }): number {
  if (connection.kind === "local") return 0;
  const endpoints = [...connection.endpoints, ...(connection.forgeApp?.endpoints ?? [])];
  return endpoints.some(({ lastHeardAt }) => lastHeardAt !== null) ? reconcileMs : unreportedMs;
}

async function markLooked(organizationId: string, fixId: string): Promise<void> {
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "fix.look", { type: "fix", id: fixId }, async (tx, trail) => {
    trail.underWay();
    await tx.fix.updateMany({ where: { id: fixId }, data: { lookedAt: new Date() } });
  });
}

/** An approval whose workflow was given up is signed here. */
async function signOverdue(organizationId: string, fixId: string): Promise<void> {
  const approval = await readAs({ organizationId }, (db) =>
    db.approval.findFirst({
      where: {
        fixId,
        voidedAt: null,
        fix: { state: "approved" },
        approvedAt: { lt: new Date(Date.now() - overdueMs) },
      },
    }),
  );
  if (approval !== null) await signFix(organizationId, fixId, approval.id);
}
