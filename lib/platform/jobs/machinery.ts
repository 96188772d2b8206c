import { Pool, type PoolClient } from "pg";
import type { JsonObject } from "#lib/base/index.ts";
import { appDatabaseUrl } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";

export interface OutboxRow {
  readonly id: string;
  readonly workflow: string;
  readonly organizationId: string;
  readonly input: JsonObject;
}

/** The worker's own tables: what was asked for, who is alive, who was revived how often. */
export class Machinery {
  readonly #pool = new Pool({ connectionString: appDatabaseUrl(), max: 2 });

  constructor() {
    this.#pool.on("error", (error) => log.warn({ err: error }, "the worker lost a connection"));
  }

  /**
   * Hands over the oldest requests for `workflows`; they are forgotten only when `start` succeeded
   * for all. What only a newer worker knows waits for it.
   */
  async takeOutbox(
    workflows: readonly string[],
    limit: number,
    start: (row: OutboxRow) => Promise<void>,
  ): Promise<number> {
    return await this.#transaction(async (client) => {
      const { rows } = await client.query<OutboxRow>(
        `SELECT id, workflow, organization_id AS "organizationId", input FROM outbox
         WHERE workflow = ANY($1) AND (not_before IS NULL OR not_before <= now())
         ORDER BY created_at, id LIMIT $2 FOR UPDATE SKIP LOCKED`,
        [workflows, limit],
      );
      for (const row of rows) await start(row);
      if (rows.length > 0) {
        await client.query("DELETE FROM outbox WHERE id = ANY($1)", [rows.map((row) => row.id)]);
      }
      return rows.length;
    });
  }

  async beat(executorId: string): Promise<void> {
    await this.#pool.query(
      `INSERT INTO worker_processes (executor_id, seen_at) VALUES ($1, now())
       ON CONFLICT (executor_id) DO UPDATE SET seen_at = now()`,
      [executorId],
    );
  }

  async leave(executorId: string): Promise<void> {
    await this.#pool.query("DELETE FROM worker_processes WHERE executor_id = $1", [executorId]);
  }

  async livingExecutors(deadAfterMs: number): Promise<ReadonlySet<string>> {
    const { rows } = await this.#pool.query<{ executor_id: string }>(
      "SELECT executor_id FROM worker_processes WHERE seen_at > now() - $1 * interval '1 millisecond'",
      [deadAfterMs],
    );
    return new Set(rows.map((row) => row.executor_id));
  }

  async countRevival(workflowId: string): Promise<number> {
    const { rows } = await this.#pool.query<{ count: number }>(
      `INSERT INTO workflow_revivals (workflow_id, count) VALUES ($1, 1)
       ON CONFLICT (workflow_id) DO UPDATE SET count = workflow_revivals.count + 1 RETURNING count`,
      [workflowId],
    );
    return rows[0]?.count ?? 1;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      await client.query("BEGIN");
      await client.query("SELECT set_config('app.capability', 'worker', true)");
      const result = await work(client);
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    } finally {
      client.release();
    }
  }
}
