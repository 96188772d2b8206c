import { readAs } from "#lib/platform/db/index.ts";
import type { ForgeDelivery } from "#lib/platform/forge/index.ts";
import type { Steps, Workflow } from "#lib/platform/jobs/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { followSubject } from "./follow-subject.ts";
import { type Subject, subjectsOf } from "./subjects.ts";
import { deliveriesWorkflowName } from "./workflow-name.ts";

interface DeliveriesInput {
  readonly [key: string]: string;
  readonly endpointId: string;
}

interface Batch {
  readonly ids: readonly string[];
  readonly subjects: readonly Subject[];
}

const batchSize = 200;
const retried = { maxAttempts: 5, firstPauseMs: 1_000 };

/**
 * Handles what has come in at one endpoint until nothing waits there. A delivery is only a reason
 * to look: many about one review are one look, and their order does not matter.
 */
export const deliveriesWorkflow: Workflow<DeliveriesInput> = {
  name: deliveriesWorkflowName,
  async run(steps: Steps, { organizationId, endpointId }) {
    for (let round = 0; ; round++) {
      const more = await steps.step(
        `batch ${round}`,
        () => handleBatch(organizationId, endpointId),
        retried,
      );
      if (!more) return;
    }
  },
  async abandon({ organizationId, endpointId }) {
    // Else the next delivery would find these waiting, and ask for nobody. The sweep looks anyway.
    const { ids } = await readBatch(organizationId, endpointId);
    if (ids.length === 0) return;
    await markHandled(organizationId, endpointId, ids, "Etna failed to look. The sweep will.");
  },
};

/** True while more may wait. */
async function handleBatch(organizationId: string, endpointId: string): Promise<boolean> {
  const { ids, subjects } = await readBatch(organizationId, endpointId);
  const outcomes: string[] = [];
  for (const subject of subjects) {
    outcomes.push(await followSubject(organizationId, endpointId, subject));
  }
  return await markHandled(organizationId, endpointId, ids, outcomes.filter(Boolean).join(" "));
}

async function readBatch(organizationId: string, endpointId: string): Promise<Batch> {
  const rows = await readAs({ organizationId }, (db) =>
    db.webhookDelivery.findMany({
      where: { endpointId, handledAt: null },
      orderBy: [{ receivedAt: "asc" }, { id: "asc" }],
      take: batchSize,
    }),
  );
  // Written by receiveDelivery alone.
  const deliveries = rows.map((row) => row.notices as unknown as ForgeDelivery);
  return { ids: rows.map((row) => row.id), subjects: subjectsOf(deliveries) };
}

async function markHandled(
  organizationId: string,
  endpointId: string,
  ids: readonly string[],
  outcome: string,
): Promise<boolean> {
  const actor = systemActor("worker", organizationId);
  const target = { type: "webhook", id: endpointId };
  return await mutate(actor, "webhook.handle", target, async (tx, trail) => {
    trail.underWay();
    // The lock of receiveDelivery: a delivery that comes now is counted here, or asks anew.
    const { count } = await tx.webhookEndpoint.updateMany({
      where: { id: endpointId },
      data: { lastHandledAt: new Date() },
    });
    // It ended with its connection, and its deliveries with it.
    if (count === 0) return false;
    await tx.webhookDelivery.updateMany({
      where: { id: { in: [...ids] } },
      data: { handledAt: new Date(), outcome: outcome.slice(0, 1000) },
    });
    const more = await tx.webhookDelivery.count({ where: { endpointId, handledAt: null } });
    if (more === 0) log.debug({ endpointId }, "no delivery waits any more");
    return more > 0;
  });
}
