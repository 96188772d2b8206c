import type { Tx } from "#lib/platform/db/index.ts";

/** A rejected fix is remembered on its finding: it is not proposed again unless a person reopens it. */
export async function rejectFinding(tx: Tx, findingId: string, reason: string): Promise<void> {
  await tx.finding.update({
    where: { id: findingId },
    data: { state: "rejected", stateReason: reason },
  });
}

/** The fix of this finding was merged. */
export async function settleFinding(tx: Tx, findingId: string, fixedAt: Date): Promise<void> {
  await tx.finding.update({
    where: { id: findingId },
    data: { state: "fixed", stateReason: null, fixedAt },
  });
}
