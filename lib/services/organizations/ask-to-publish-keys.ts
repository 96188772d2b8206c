import type { Tx } from "#lib/platform/db/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";

/** Apart from the workflow itself, so that whoever changes a key can ask for it without its code. */
export const publishKeysWorkflowName = "publish-keys";

/** Asks for a signed `keys.json`, in the transaction that changes the keys. `change` names that change. */
export async function askToPublishKeys(
  tx: Tx,
  organizationId: string,
  change: string,
): Promise<void> {
  const job = { id: `keys-${change}`, organizationId, input: {} };
  await enqueue(tx, { name: publishKeysWorkflowName }, job);
}
