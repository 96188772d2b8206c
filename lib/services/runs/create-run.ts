import type { enums, Tx } from "#lib/platform/db/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";
import type { Actor } from "#lib/services/audit/index.ts";
import type { RunKind } from "./steps.ts";
import { fixWorkflowName, modelFixWorkflowName, scanWorkflowName } from "./workflow-names.ts";

export interface StartedRun {
  readonly id: string;
  readonly number: number;
}

/** Numbers and stores a run, and asks for its work. Under the organization's lock. */
export async function createRun(
  tx: Tx,
  actor: Actor,
  run: {
    readonly id: string;
    readonly organizationId: string;
    readonly repositoryId: string;
    readonly findingId?: string;
    readonly kind: RunKind;
    readonly cause?: enums.RunCause;
    readonly fixer?: enums.Fixer;
    readonly note?: string;
    readonly retryOfId?: string;
    readonly branch?: string;
    readonly replacesFixId?: string;
    readonly waitsUntil?: Date | null;
    /** Who asked for it, where Etna starts it for them later. */
    readonly startedById?: string | null;
  },
): Promise<StartedRun> {
  const { organizationId } = run;
  const last = await tx.run.aggregate({ where: { organizationId }, _max: { number: true } });
  const created = await tx.run.create({
    data: {
      startedById: actor.kind === "user" || actor.kind === "forge" ? actor.userId : null,
      ...run,
      number: (last._max.number ?? 0) + 1,
    },
  });
  // Whoever waited for it has it now.
  if (run.findingId) await tx.fixWish.deleteMany({ where: { findingId: run.findingId } });
  await enqueue(
    tx,
    { name: workflowOf(run) },
    {
      id: run.id,
      organizationId,
      input: { runId: run.id },
      ...(run.waitsUntil && { notBefore: run.waitsUntil }),
    },
  );
  return { id: created.id, number: created.number };
}

function workflowOf({ kind, fixer }: { readonly kind: RunKind; readonly fixer?: enums.Fixer }) {
  if (kind === "scan") return scanWorkflowName;
  return fixer === "model" ? modelFixWorkflowName : fixWorkflowName;
}
