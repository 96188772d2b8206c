import { readAs } from "#lib/platform/db/index.ts";

/** A text that is another one whenever a model has got on with a run. */
export async function readProgress(organizationId: string, runId: string): Promise<string> {
  const rows = await readAs({ organizationId }, (db) =>
    db.agentAttempt.findMany({
      where: { organizationId, runId },
      orderBy: { number: "asc" },
      select: { id: true, state: true, _count: { select: { events: true, calls: true } } },
    }),
  );
  return JSON.stringify(rows);
}
