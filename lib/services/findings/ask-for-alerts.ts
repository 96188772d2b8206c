import { AppError, newId } from "#lib/base/index.ts";
import { readAs, type Tx } from "#lib/platform/db/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";
import { type Actor, mutate, systemActor } from "#lib/services/audit/index.ts";

export const alertsWorkflowName = "import-alerts";

const everyMs = 60 * 60 * 1000;

/**
 * Asks for a look at what the forge's own scanners report of a repository. One look at a time: asked
 * while one waits changes nothing, asked while one is at work lets it look once more. Throws
 * `precondition_failed` for a folder of this machine, which no forge scans.
 */
export async function askForAlerts(
  actor: Actor,
  organizationId: string,
  repositoryId: string,
): Promise<void> {
  const target = { type: "repository", id: repositoryId };
  await mutate(actor, "alerts.ask", target, async (tx, trail) => {
    const row = await tx.repository.findFirst({
      where: { id: repositoryId, organizationId, removedAt: null },
      select: { connection: { select: { kind: true } } },
    });
    if (row === null) throw new AppError("not_found", "There is no such repository.");
    if (row.connection.kind === "local") {
      throw new AppError("precondition_failed", "No forge scans a folder of this machine.");
    }
    const asked = await ask(tx, organizationId, repositoryId);
    if (!asked || actor.kind === "system") trail.unchanged();
  });
}

/** The same of Etna's own accord, where there is still something to look at. */
export async function lookForAlerts(organizationId: string, repositoryId: string): Promise<void> {
  const row = await readAs({ organizationId }, (db) =>
    db.repository.findFirst({
      where: { id: repositoryId, removedAt: null, connection: { kind: { not: "local" } } },
      select: { id: true },
    }),
  );
  if (row === null) return;
  const target = { type: "repository", id: repositoryId };
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "alerts.ask", target, async (tx, trail) => {
    trail.underWay();
    await ask(tx, organizationId, repositoryId);
  });
}

/** Asks for every repository of a connection whose alerts nobody has read for an hour. */
export async function lookForStaleAlerts(
  organizationId: string,
  connectionId: string,
): Promise<void> {
  const before = new Date(Date.now() - everyMs);
  const rows = await readAs({ organizationId }, (db) =>
    db.repository.findMany({
      where: {
        organizationId,
        connectionId,
        removedAt: null,
        state: { not: "unreachable" },
        OR: [{ alertsReadAt: null }, { alertsReadAt: { lt: before } }],
      },
      select: { id: true },
    }),
  );
  for (const { id } of rows) await lookForAlerts(organizationId, id);
}

/** The updates lock the row: of two who ask at once, one finds that the other did. */
async function ask(tx: Tx, organizationId: string, repositoryId: string): Promise<boolean> {
  const where = { id: repositoryId, organizationId, removedAt: null };
  const begun = await tx.repository.updateMany({
    where: { ...where, alertsState: "looking" },
    data: { alertsState: "again" },
  });
  if (begun.count > 0) return true;
  const lookId = newId("work");
  const { count } = await tx.repository.updateMany({
    where: { ...where, alertsState: "idle" },
    data: { alertsState: "asked", alertsLookId: lookId },
  });
  if (count === 0) return false;
  const job = { id: lookId, organizationId, input: { repositoryId, lookId } };
  await enqueue(tx, { name: alertsWorkflowName }, job);
  return true;
}
