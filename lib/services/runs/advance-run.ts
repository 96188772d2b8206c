import { isAppError } from "#lib/base/index.ts";
import { type Prisma, readAs } from "#lib/platform/db/index.ts";
import type { Steps } from "#lib/platform/jobs/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { closeForgeOfRun } from "./run-forge.ts";

export interface RunContext {
  readonly organizationId: string;
  readonly runId: string;
}

/** What a step came to. It is recorded as JSON, so a failure is a value here and no exception. */
export type StepResult<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "canceled" };

/** What a step of a run hands on: a value for the next steps, and a sentence for the page. */
export interface StepOutcome<T> {
  readonly value: T;
  readonly detail: string;
}

export const retried = { maxAttempts: 4, firstPauseMs: 500 };

/**
 * One durable step of a run: shown as running, done, and shown as done. A forge that is away is
 * tried again; any other failure ends the run with its reason.
 */
export async function runStep<T>(
  steps: Steps,
  context: RunContext,
  name: string,
  work: () => Promise<StepOutcome<T>>,
): Promise<StepResult<T>> {
  return await steps.step(
    name,
    async ({ last }) => {
      if (await isCancelRequested(context)) return { kind: "canceled" };
      await showStep(context, name, { state: "running", detail: null, endedAt: null });
      try {
        const { value, detail } = await work();
        await showStep(context, name, { state: "done", detail, endedAt: new Date() });
        return { kind: "done", value };
      } catch (error) {
        if (isAppError(error, "unavailable") && !last) throw error;
        const canceled = await isCancelRequested(context);
        const reason = canceled ? "Cancelled by a person." : reasonOf(error, context);
        await showStep(context, name, { state: "failed", detail: reason, endedAt: new Date() });
        return canceled ? { kind: "canceled" } : { kind: "failed", reason };
      }
    },
    retried,
  );
}

/** Ends the run. Ending it twice changes nothing. */
export async function endRun(
  { organizationId, runId }: RunContext,
  end: { readonly state: "succeeded" | "failed" | "canceled"; readonly outcome: string },
): Promise<void> {
  closeForgeOfRun(runId);
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "run.advance", { type: "run", id: runId }, async (tx, trail) => {
    const { count } = await tx.run.updateMany({
      where: { id: runId, endedAt: null },
      data: { ...end, endedAt: new Date() },
    });
    if (count === 0) return trail.unchanged();
    await tx.runStep.updateMany({
      where: { runId, state: "running" },
      data: { state: "failed", endedAt: new Date() },
    });
    trail.note({ ...end });
  });
}

/** Writes facts of the run itself, such as its commit or its proposal. */
export async function updateRun(
  { organizationId, runId }: RunContext,
  data: Pick<
    Prisma.RunUpdateManyMutationInput,
    "commit" | "proposal" | "findingIds" | "fixTitle" | "checks"
  >,
): Promise<void> {
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "run.advance", { type: "run", id: runId }, async (tx, trail) => {
    await tx.run.updateMany({ where: { id: runId }, data });
    trail.note({ recorded: Object.keys(data) });
  });
}

/** Says on the run's page how far a step is. */
export async function showProgress(
  context: RunContext,
  name: string,
  detail: string,
): Promise<void> {
  await showStep(context, name, { state: "running", detail, endedAt: null });
}

async function showStep(
  { organizationId, runId }: RunContext,
  name: string,
  step: {
    readonly state: "running" | "done" | "failed";
    readonly detail: string | null;
    readonly endedAt: Date | null;
  },
): Promise<void> {
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "run.advance", { type: "run", id: runId }, async (tx, trail) => {
    await tx.run.updateMany({ where: { id: runId, state: "queued" }, data: { state: "running" } });
    await tx.runStep.upsert({
      where: { runId_name: { runId, name } },
      create: { runId, name, organizationId, startedAt: new Date(), ...step },
      update: step,
    });
    if (step.state === "running") return trail.underWay();
    trail.note({ step: name, state: step.state });
  });
}

export async function isCancelRequested({ organizationId, runId }: RunContext): Promise<boolean> {
  const run = await readAs({ organizationId }, (db) =>
    db.run.findUnique({ where: { id: runId }, select: { cancelRequestedAt: true } }),
  );
  return run?.cancelRequestedAt != null;
}

function reasonOf(error: unknown, context: RunContext): string {
  if (isAppError(error) && error.code !== "internal") return error.message;
  log.error({ err: error, runId: context.runId }, "a step of a run failed");
  return "Etna failed at this step. The operator finds the reason in the log under this run's id.";
}
