import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { DBOS, Error as DurableError } from "@dbos-inc/dbos-sdk";
import { AppError, type JsonObject } from "#lib/base/index.ts";
import { config, required } from "#lib/platform/config/index.ts";
import { roleUrl } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { every, type Loop } from "./loop.ts";
import { Machinery } from "./machinery.ts";
import { Reaper } from "./reaper.ts";
import { recordable } from "./recordable.ts";
import type { AnyWorkflow, Retry, Steps } from "./workflow.ts";

const ownQueue = "etna";

/** Places in one process, and of those for one organization. */
const otherQueues = {
  outside: { name: "etna-outside", places: 4, perOrganization: 2 },
  models: { name: "etna-models", places: 10, perOrganization: 10 },
  attacks: { name: "etna-attacks", places: 4, perOrganization: 1 },
} as const;

function queueOf(workflow: AnyWorkflow | undefined): string {
  return workflow?.queue === undefined ? ownQueue : otherQueues[workflow.queue].name;
}

/** Recorded workflows replay on the code that recorded them; raise it when a workflow's steps change. */
const workflowsVersion = "2";

export interface WorkerOptions {
  readonly workflows: readonly AnyWorkflow[];
  /** Workflows at work in this process at once. */
  readonly concurrency?: number;
  readonly deadAfterMs?: number;
  readonly maxRevivals?: number;
  /** Regular work that needs no record, such as looking at open reviews. */
  readonly sweeps?: readonly { readonly everyMs: number; readonly run: () => Promise<void> }[];
}

export interface Worker {
  readonly executorId: string;
  /** Lets running steps end, then leaves; what is unfinished goes on elsewhere. */
  stop(): Promise<void>;
}

/** Starts taking work from the queue. One worker a process. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const executorId = `${hostname()}-${process.pid}-${randomUUID()}`;
  const deadAfterMs = options.deadAfterMs ?? 10_000;
  const systemDatabaseUrl =
    config().WORKER_DATABASE_URL ??
    roleUrl("etna_worker", required("ETNA_WORKER_DATABASE_PASSWORD"));
  const machinery = new Machinery();
  const registered = new Map(
    options.workflows.map((w) => [w.name, { start: register(w), queueName: queueOf(w) }]),
  );

  DBOS.setConfig({
    name: "agent-etna",
    systemDatabaseUrl,
    executorID: executorId,
    applicationVersion: workflowsVersion,
    runMigrations: false,
    logger: quietLogger,
  });
  await machinery.beat(executorId);
  await DBOS.launch();
  const own = { name: ownQueue, places: options.concurrency ?? 4, perOrganization: 4 };
  for (const { name, places, perOrganization } of [own, ...Object.values(otherQueues)]) {
    await DBOS.registerQueue(name, {
      partitionConcurrency: perOrganization,
      workerConcurrency: places,
      minPollingIntervalMs: 200,
      onConflict: "always_update",
    });
  }

  const reaper = new Reaper(
    {
      executorId,
      queueOf: (name) => queueOf(options.workflows.find((w) => w.name === name)),
      systemDatabaseUrl,
      deadAfterMs,
      maxRevivals: options.maxRevivals ?? 5,
      abandon: async (name, input) => {
        const workflow = options.workflows.find((w) => w.name === name);
        await workflow?.abandon(input as never);
      },
    },
    machinery,
  );
  const loops: Loop[] = [
    every(Math.min(2_000, deadAfterMs / 4), "heartbeat", () => machinery.beat(executorId)),
    every(200, "outbox", async () => {
      await machinery.takeOutbox([...registered.keys()], 50, async (row) => {
        const workflow = registered.get(row.workflow);
        if (workflow === undefined) throw new AppError("internal", `No workflow ${row.workflow}.`);
        await DBOS.startWorkflow(workflow.start, {
          workflowID: row.id,
          queueName: workflow.queueName,
          enqueueOptions: { queuePartitionKey: row.organizationId },
        })({ ...row.input, organizationId: row.organizationId });
      });
    }),
    every(deadAfterMs / 2, "reaper", () => reaper.sweep()),
    ...(options.sweeps ?? []).map((sweep) => every(sweep.everyMs, "sweep", sweep.run)),
  ];
  return {
    executorId,
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await DBOS.shutdown({ workflowCompletionTimeoutMS: 5_000 });
      await machinery.leave(executorId);
      await reaper.close();
      await machinery.close();
    },
  };
}

type Registered = (input: JsonObject & { readonly organizationId: string }) => Promise<void>;

function register(workflow: AnyWorkflow): Registered {
  const steps: Steps = {
    step: (name, work, retry) =>
      DBOS.runStep(() => recordable(name, () => work({ last: isLastAttempt(retry) })), {
        name,
        ...(retry && {
          retriesAllowed: true,
          maxAttempts: retry.maxAttempts,
          intervalSeconds: retry.firstPauseMs / 1000,
          backoffRate: 2,
        }),
      }),
  };
  return DBOS.registerWorkflow(
    async (input: JsonObject & { readonly organizationId: string }) => {
      try {
        await workflow.run(steps, input as never);
      } catch (error) {
        if (isItsOwn(error)) {
          await steps.step("abandon", () => workflow.abandon(input as never), abandonRetry);
        }
        throw error;
      }
    },
    { name: workflow.name },
  );
}

/** Between the first attempt and the last lies a quarter of an hour: a database may restart. */
const abandonRetry = { maxAttempts: 11, firstPauseMs: 1_000 };

/** False where the machinery speaks: the workflow was cancelled, or another worker has it now. */
function isItsOwn(error: unknown): boolean {
  return (
    !(error instanceof DurableError.DBOSError) ||
    error instanceof DurableError.DBOSMaxStepRetriesError
  );
}

function isLastAttempt(retry: Retry | undefined): boolean {
  return (DBOS.stepStatus?.currentAttempt ?? 1) >= (retry?.maxAttempts ?? 1);
}

const quietLogger = {
  info: (message: unknown) => log.debug({ dbos: message }),
  debug: (message: unknown) => log.trace({ dbos: message }),
  warn: (message: unknown) => log.warn({ dbos: message }),
  error: (message: unknown) => log.error({ dbos: message }),
};
