import type { Fix, Tx } from "#lib/platform/db/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";

/** Apart from the workflow itself, which belongs to the runs. */
export const repairWorkflowName = "repair-fix";

/**
 * Asks the model that made a fix to repair it, once, because the customer's CI failed on its head. A head
 * that people have put commits on is theirs to repair.
 */
export async function askToRepair(tx: Tx, fix: Fix): Promise<void> {
  const { id, organizationId, model, madeCommit, headCommit } = fix;
  if (model === null || madeCommit !== headCommit) return;
  const chosen = await tx.modelChoice.count({ where: { organizationId, purpose: "fix" } });
  if (chosen === 0) return;
  const { count } = await tx.fix.updateMany({
    where: { id, headCommit, state: "proposed", repairAskedAt: null },
    data: { repairAskedAt: new Date() },
  });
  if (count === 0) return;
  const work = { id: `${id}-repair`, organizationId, input: { fixId: id, headCommit } };
  await enqueue(tx, { name: repairWorkflowName }, work);
}
