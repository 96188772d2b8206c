import { listOrganizationIds, readAs } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { followReview } from "./follow-review.ts";
import { closeRejectedReview } from "./reject-fix.ts";
import { signFix } from "./sign-fix.ts";

const overdueMs = 5 * 60 * 1000;
const recentMs = 24 * 60 * 60 * 1000;

/** Looks at every open review once. One that fails is logged and does not hold up the others. */
export async function sweepReviews(): Promise<void> {
  for (const organizationId of await listOrganizationIds()) {
    const fixes = await readAs({ organizationId }, (db) =>
      db.fix.findMany({
        where: {
          organizationId,
          repository: { removedAt: null },
          OR: [
            { state: { in: ["proposed", "approved", "signed"] } },
            { state: "rejected", rejectedAt: { gt: new Date(Date.now() - recentMs) } },
          ],
        },
        select: { id: true, state: true },
      }),
    );
    for (const { id, state } of fixes) {
      try {
        if (state === "rejected") await closeRejectedReview(organizationId, id);
        else await followReview(organizationId, id);
        await signOverdue(organizationId, id);
      } catch (error) {
        log.warn(
          { err: error, fixId: id },
          "a review could not be looked at; the next sweep tries again",
        );
      }
    }
  }
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
