import { DBOS } from "@dbos-inc/dbos-sdk";
import { Pool } from "pg";
import type { JsonObject } from "#lib/base/index.ts";
import { log } from "#lib/platform/log/index.ts";
import type { Machinery } from "./machinery.ts";

export interface ReaperOptions {
  readonly executorId: string;
  readonly queueOf: (workflowName: string) => string;
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
      const id = workflow.workflowID;
      const self = this.#options.executorId;
      if (!(await this.#move(id, owner, self))) continue;
      try {
        await this.#revive(id, workflow.workflowName, workflow.input);
      } catch (error) {
        // Held by this living worker it would never be looked at again.
        await this.#move(id, self, owner);
        throw error;
      }
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** Two reapers may see the same dead owner: one conditional update decides. */
  async #move(workflowId: string, from: string, to: string): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      `UPDATE dbos.workflow_status SET executor_id = $1
       WHERE workflow_uuid = $2 AND executor_id = $3 AND status = 'PENDING'`,
      [to, workflowId, from],
    );
    return rowCount === 1;
  }

  async #revive(id: string, name: string, input: readonly unknown[] | undefined): Promise<void> {
    const count = await this.#machinery.countRevival(id);
    if (count > this.#options.maxRevivals) {
      log.error({ workflow: name, id, count }, "a workflow keeps killing its workers; given up");
      // What it worked on hears of it first; an end that kills its worker as well is not tried for ever.
      if (count <= 2 * this.#options.maxRevivals) {
        await this.#options.abandon(name, input?.[0] as JsonObject);
      }
      await DBOS.cancelWorkflow(id);
      return;
    }
    log.warn({ workflow: name, id, count }, "took over from a dead worker");
    await DBOS.resumeWorkflow(id, { queueName: this.#options.queueOf(name) });
  }
}
