import type { JsonObject } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import type { Workflow } from "./workflow.ts";

/**
 * Asks for work in the same transaction as the change that needs it: neither is lost without the
 * other. `id` names the work; asking twice for the same id is asking once.
 */
export async function enqueue<Input extends JsonObject>(
  tx: Tx,
  workflow: Pick<Workflow<Input>, "name">,
  job: {
    readonly id: string;
    readonly organizationId: string;
    readonly input: Input;
    /** Not to be begun before; at once where it is left out. */
    readonly notBefore?: Date;
  },
): Promise<void> {
  await tx.outbox.createMany({
    data: [
      {
        id: job.id,
        workflow: workflow.name,
        organizationId: job.organizationId,
        input: job.input,
        notBefore: job.notBefore ?? null,
      },
    ],
    skipDuplicates: true,
  });
}
