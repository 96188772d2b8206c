import { isAppError } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import type { Steps, Workflow } from "#lib/platform/jobs/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { alertsWorkflowName } from "./ask-for-alerts.ts";
import { takeAlerts } from "./take-alerts.ts";

interface AlertsInput {
  readonly [key: string]: string;
  readonly repositoryId: string;
  readonly lookId: string;
}

interface Look {
  readonly organizationId: string;
  readonly repositoryId: string;
  readonly lookId: string;
}

const retried = { maxAttempts: 4, firstPauseMs: 1_000 };

/** Takes over a repository's alerts, and once more as long as somebody asked meanwhile. */
export const alertsWorkflow: Workflow<AlertsInput> = {
  name: alertsWorkflowName,
  async run(steps: Steps, look) {
    for (let round = 0; ; round++) {
      await steps.step(`begin ${round}`, () => begin(look), retried);
      await steps.step(`take ${round}`, ({ last }) => take(look, last), retried);
      const more = await steps.step(`end ${round}`, () => end(look), retried);
      if (!more) return;
    }
  },
  abandon: (look) => giveUp(look),
};

async function begin({ organizationId, repositoryId, lookId }: Look): Promise<void> {
  await write(organizationId, repositoryId, async (tx) => {
    await tx.repository.updateMany({
      where: { ...own(repositoryId, lookId), alertsState: { in: ["asked", "again"] } },
      data: { alertsState: "looking" },
    });
  });
}

/** A forge that is away is asked again; any other refusal is said on the repository's page. */
async function take(look: Look, last: boolean): Promise<void> {
  try {
    await takeAlerts(look.organizationId, look.repositoryId);
  } catch (error) {
    if (!isAppError(error) || error.code === "internal") throw error;
    if (error.code === "unavailable" && !last) throw error;
    log.warn({ err: error, repositoryId: look.repositoryId }, "alerts could not be taken over");
    await say(look, error.message);
  }
}

/** True where somebody asked meanwhile. */
async function end({ organizationId, repositoryId, lookId }: Look): Promise<boolean> {
  return await write(organizationId, repositoryId, async (tx) => {
    const where = own(repositoryId, lookId);
    const { count } = await tx.repository.updateMany({
      where: { ...where, alertsState: "looking" },
      data: { alertsState: "idle" },
    });
    return (
      count === 0 && (await tx.repository.count({ where: { ...where, alertsState: "again" } })) > 0
    );
  });
}

async function say({ organizationId, repositoryId }: Look, alertsNote: string): Promise<void> {
  await write(organizationId, repositoryId, async (tx) => {
    const data = { alertsNote, alertsReadAt: new Date(), alertsDigest: null };
    await tx.repository.updateMany({ where: { id: repositoryId }, data });
  });
}

/** Else nobody could ask any more. */
async function giveUp(look: Look): Promise<void> {
  await say(look, "Etna failed at taking over the alerts. The operator finds why in the log.");
  await write(look.organizationId, look.repositoryId, async (tx) => {
    const where = own(look.repositoryId, look.lookId);
    await tx.repository.updateMany({ where, data: { alertsState: "idle" } });
  });
}

/** A step that is done again late, after a crash, finds a newer look and leaves its state alone. */
function own(id: string, alertsLookId: string) {
  return { id, alertsLookId };
}

/** How far the work is, which is no event. */
async function write<T>(
  organizationId: string,
  repositoryId: string,
  change: (tx: Tx) => Promise<T>,
): Promise<T> {
  const actor = systemActor("worker", organizationId);
  const target = { type: "repository", id: repositoryId };
  return await mutate(actor, "alerts.take", target, async (tx, trail) => {
    trail.underWay();
    return await change(tx);
  });
}
