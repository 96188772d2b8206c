import type { Transcript } from "#lib/engines/agent/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import type { AskedFor } from "./remembered-model.ts";

/**
 * Keeps each event in its place, and what a torn attempt has kept of the same events already stays as
 * it was: they come again in the same order.
 */
export async function keepTranscript(of: AskedFor): Promise<Transcript> {
  const { organizationId, runId, attemptId } = of;
  const kept = await readAs({ organizationId }, (db) =>
    db.agentEvent.count({ where: { attemptId } }),
  );
  let position = 0;
  return {
    async append({ atMs, kind, step, detail }) {
      position++;
      if (position <= kept) return;
      const row = {
        attemptId,
        position,
        organizationId,
        kind,
        step,
        detail: JSON.stringify(detail),
        at: new Date(atMs),
      };
      const actor = systemActor("worker", organizationId);
      await mutate(actor, "run.advance", { type: "run", id: runId }, async (tx, trail) => {
        trail.underWay();
        await tx.agentEvent.create({ data: row });
      });
    },
  };
}
