import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import type { Actor } from "#lib/services/audit/index.ts";
import type { StartedRun } from "./create-run.ts";
import { startFix } from "./start-run.ts";

export const retryNote = z
  .string()
  .trim()
  .min(3, "Say what to do otherwise, in a few words.")
  .max(2000, "Say it in at most 2,000 characters.");

/**
 * Asks the model once more, with a person's note on what came of it. Throws `conflict` while the former
 * run is under way, and where its fix is open or decided.
 */
export async function retryRun(
  actor: Actor,
  organizationId: string,
  runId: string,
  note: string,
): Promise<StartedRun> {
  const run = await readAs({ organizationId }, (db) =>
    db.run.findFirst({ where: { id: runId, organizationId } }),
  );
  if (run?.kind !== "fix" || run.findingId === null) {
    throw new AppError("not_found", "There is no such run of a fix.");
  }
  if (run.endedAt === null) throw new AppError("conflict", "This run is still under way.");
  return await startFix(actor, organizationId, run.findingId, { retryOfId: runId, note });
}
