import type { Tx } from "#lib/platform/db/index.ts";

/** A rejected fix is remembered on each of its findings: it is not proposed again unless a person reopens it. */
export async function rejectFindingsOf(tx: Tx, fixId: string, reason: string): Promise<void> {
  await tx.finding.updateMany({
    where: { inFixes: { some: { fixId } } },
    data: { state: "rejected", stateReason: reason },
  });
}

/** The fix was merged: all of its findings are settled. */
export async function settleFindingsOf(tx: Tx, fixId: string, fixedAt: Date): Promise<void> {
  await tx.finding.updateMany({
    where: { inFixes: { some: { fixId } } },
    data: { state: "fixed", stateReason: null, fixedAt },
  });
}
