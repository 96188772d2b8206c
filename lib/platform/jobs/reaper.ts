import { DBOS } from "@dbos-inc/dbos-sdk";
import { Pool } from "pg";
import type { JsonObject } from "#lib/base/index.ts";
import { log } from "#lib/platform/log/index.ts";
import type { Machinery } from "./machinery.ts";

export interface ReaperOptions {
  readonly executorId: string;
  readonly queueName: string;
  readonly systemDatabaseUrl: string;
  /** A worker that was not seen for so long is dead. */
  readonly deadAfterMs: number;
  /** A workflow that outlived so many of its workers is given up. */
  readonly maxRevivals: number;
  readonly abandon: (workflowName: string, input: JsonObject) => Promise<void>;
}

/** Takes over the workflows of dead workers: each by one of the living, and not without end. */
export class Reaper {
  readonly #options: ReaperOptions;
  readonly #machinery: Machinery;
  readonly #pool: Pool;

  constructor(options: ReaperOptions, machinery: Machinery) {
    this.#options = options;
    this.#machinery = machinery;
    this.#pool = new Pool({ connectionString: options.systemDatabaseUrl, max: 1 });
    this.#pool.on("error", (error) => log.warn({ err: error }, "the reaper lost its connection"));
  }

  async sweep(): Promise<void> {
    const living = await this.#machinery.livingExecutors(this.#options.deadAfterMs);
    const pending = await DBOS.listWorkflows({ status: "PENDING", loadOutput: false });
    for (const workflow of pending) {
      const owner = workflow.executorId;
      if (owner === undefined || living.has(owner) || owner === this.#options.executorId) continue;
      if (!(await this.#claim(workflow.workflowID, owner))) continue;
      await this.#revive(workflow.workflowID, workflow.workflowName, workflow.input);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** Two reapers may see the same dead owner: one conditional update decides. */
  async #claim(workflowId: string, deadOwner: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      `UPDATE dbos.workflow_status SET executor_id = $1
       WHERE workflow_uuid = $2 AND executor_id = $3 AND status = 'PENDING'`,
      [this.#options.executorId, workflowId, deadOwner],
    );
    return rowCount === 1;
  }

  async #revive(id: string, name: string, input: readonly unknown[] | undefined): Promise<void> {
    const count = await this.#machinery.countRevival(id);
    if (count > this.#options.maxRevivals) {
      log.error({ workflow: name, id, count }, "a workflow keeps killing its workers; given up");
      await DBOS.cancelWorkflow(id);
      await this.#options.abandon(name, input?.[0] as JsonObject);
      return;
    }
    log.warn({ workflow: name, id, count }, "took over from a dead worker");
    await DBOS.resumeWorkflow(id, { queueName: this.#options.queueName });
  }
}
