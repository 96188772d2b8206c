import type { Tx } from "#lib/platform/db/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";

/** Apart from the workflow itself, so that the web process can ask for it without its code. */
export const stateMergeWorkflowName = "state-merge";

/** Asks for the statement of the merge, in the transaction that notices it. Unsigned, there is none. */
export async function askToStateMerge(
  tx: Tx,
  fix: { readonly id: string; readonly organizationId: string },
): Promise<void> {
  const { id: fixId, organizationId } = fix;
  if ((await tx.attestation.count({ where: { fixId } })) === 0) return;
  const job = { id: `merge-${fixId}`, organizationId, input: { fixId } };
  await enqueue(tx, { name: stateMergeWorkflowName }, job);
}
