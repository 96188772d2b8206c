import { isAppError, newId } from "#lib/base/index.ts";
import { listOrganizationIds, readAs, type Tx } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { type Actor, mutate, systemActor } from "#lib/services/audit/index.ts";
import { fixPolicyOf, lockOrganization, quietUntil } from "#lib/services/organizations/index.ts";
import { createRun } from "./create-run.ts";
import { nextBranch } from "./name-branch.ts";

/**
 * Starts a run for each proposal that its forge says cannot be merged as it stands: it is made anew on
 * what the target has become, once. One that people have put commits on, decided on, or that was made
 * anew before, is left to them.
 */
export async function remakeConflicted(): Promise<void> {
  for (const organizationId of await listOrganizationIds()) {
    const fixes = await readAs({ organizationId }, (db) =>
      db.fix.findMany({
        where: {
          organizationId,
          state: "proposed",
          conflictedAt: { not: null },
          repository: { removedAt: null, state: "active" },
          run: { replacesFixId: null },
        },
        select: { id: true, headCommit: true, madeCommit: true },
      }),
    );
    for (const { id, headCommit, madeCommit } of fixes) {
      if (headCommit !== madeCommit) continue;
      try {
        await remake(organizationId, id);
      } catch (error) {
        if (!isAppError(error) || error.code === "internal") throw error;
        log.warn(
          { err: error, fixId: id },
          "a fix could not be made anew; the next sweep tries again",
        );
      }
    }
  }
}

async function remake(organizationId: string, fixId: string): Promise<void> {
  const id = newId("run");
  const actor: Actor = systemActor("worker", organizationId);
  await mutate(actor, "run.start", { type: "run", id }, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    const fix = await tx.fix.findFirst({
      where: { id: fixId, organizationId, state: "proposed" },
      include: { finding: true, run: { select: { fixer: true, note: true } } },
    });
    const isMade = await tx.run.count({ where: { organizationId, replacesFixId: fixId } });
    if (fix === null || isMade > 0) return trail.unchanged();
    trail.note({ kind: "fix", findingId: fix.findingId, replaces: fixId });
    await createRun(tx, actor, {
      id,
      organizationId,
      repositoryId: fix.repositoryId,
      findingId: fix.findingId,
      kind: "fix",
      // By whoever made it: of what a model was needed for, no rule knows a fix.
      fixer: fix.run.fixer,
      ...(fix.run.note !== null && { note: fix.run.note }),
      branch: await nextBranch(tx, fix.finding),
      replacesFixId: fixId,
      waitsUntil: await endOfQuiet(tx, organizationId),
    });
  });
}

async function endOfQuiet(tx: Tx, organizationId: string): Promise<Date | null> {
  const row = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  return quietUntil(fixPolicyOf(row).quietHours, new Date());
}
