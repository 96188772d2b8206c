import type { PlacedRun } from "#lib/engines/rules/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { type Place, type Remembered, rememberImported } from "./remember-imported.ts";
import { rememberRules } from "./remember-rules.ts";
import { scannerName } from "./task.ts";

/** The one way by which a stranger's findings come in: from a file, and from a forge. */
export async function rememberReports(
  tx: Tx,
  at: Place,
  told: readonly PlacedRun[],
): Promise<Remembered> {
  const runs = told.map((run) => ({ ...run, tool: scannerName(run.tool) }));
  const remembered = await rememberImported(tx, at, runs);
  const rulesChanged = await rememberRules(tx, at, runs);
  return { ...remembered, changed: remembered.changed || rulesChanged };
}
