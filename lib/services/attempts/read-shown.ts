import { readAs } from "#lib/platform/db/index.ts";
import { digestOfAttempts } from "./attempt-rows.ts";

export interface ShownToModels {
  /** Which model made the change, as "provider/name". */
  readonly model: string;
  /** SHA-256, hex, of all that models were shown of the repository in this run. */
  readonly ledgerSha256: string;
}

/** What of a run's making the statement of its fix names; null where no model made it. */
export async function readShown(
  organizationId: string,
  runId: string,
): Promise<ShownToModels | null> {
  const rows = await readAs({ organizationId }, (db) =>
    db.agentAttempt.findMany({ where: { runId }, orderBy: { number: "asc" } }),
  );
  const maker = rows.find(({ purpose }) => purpose === "fix");
  if (maker === undefined) return null;
  return { model: `${maker.provider}/${maker.model}`, ledgerSha256: digestOfAttempts(rows) };
}
