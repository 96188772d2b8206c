import type { Finding, Tx } from "#lib/platform/db/index.ts";
import { inChunks } from "./chunks.ts";

export type FollowedRow = Pick<Finding, "id" | "state" | "stateReason" | "dismissal"> & {
  /** Why the forge says it was dismissed; null where it is open there, or no alert. */
  readonly told: string | null;
};

/**
 * Takes over that people dismissed an alert on the forge, or opened it again. Each turn is taken over
 * once: what a person decided here, before it or after, stays decided. True where one was.
 */
export async function followDismissals(tx: Tx, rows: readonly FollowedRow[]): Promise<boolean> {
  const dismissed = rows.filter(({ told, dismissal }) => told !== null && dismissal === null);
  const reopened = rows.filter(({ told, dismissal }) => told === null && dismissal !== null);
  for (const [told, alike] of Map.groupBy(dismissed, (row) => row.told)) {
    const undecided = alike.filter(({ state }) => state === "open" || state === "snoozed");
    await update(tx, alike, { dismissal: told });
    await update(tx, undecided, { state: "ignored", stateReason: told, snoozedUntil: null });
  }
  const byForge = reopened.filter(({ state, stateReason, dismissal }) => {
    return state === "ignored" && stateReason === dismissal;
  });
  await update(tx, reopened, { dismissal: null });
  await update(tx, byForge, { state: "open", stateReason: null });
  return dismissed.length + reopened.length > 0;
}

async function update(
  tx: Tx,
  rows: readonly FollowedRow[],
  data: Partial<Pick<Finding, "state" | "stateReason" | "snoozedUntil" | "dismissal">>,
): Promise<void> {
  await inChunks(rows, async (chunk) => {
    await tx.finding.updateMany({ where: { id: { in: chunk.map(({ id }) => id) } }, data });
  });
}
