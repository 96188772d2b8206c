import { setTimeout as sleep } from "node:timers/promises";
import { migrateSystemDatabase } from "@dbos-inc/dbos-sdk/internal/system_database";
import { GlobalLogger } from "@dbos-inc/dbos-sdk/internal/telemetry/logs";
import pg from "pg";
import { AppError } from "#lib/base/index.ts";
import { migrationAdapter } from "./adapter.ts";
import { withEngine } from "./engine.ts";
import { migrationFailure } from "./failure.ts";
import { readMigrations } from "./folder.ts";
import { ensureRole } from "./roles.ts";

export interface MigrateOptions {
  /** The owner's connection: owns the database and may create roles, or finds them made. */
  readonly ownerUrl: string;
  readonly appPassword: string;
  readonly workerPassword: string;
  /** `prisma/migrations`. */
  readonly migrationsDirectory: string;
}

export interface MigrateResult {
  /** The migrations that were applied now, in order. */
  readonly applied: readonly string[];
}

const lockKey = 7_381_645; // any number that nothing else on the server locks

/**
 * Brings a database up to date: the roles `etna_app` and `etna_worker`, the migrations, the schema
 * of the durable workflows. Safe to run at any time and from several processes. Throws with the
 * server's own words when a migration fails.
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const owner = new pg.Client({ connectionString: options.ownerUrl });
  try {
    await owner.connect();
  } catch (cause) {
    throw new AppError("unavailable", "The database does not answer with the owner's address.", {
      cause,
    });
  }
  try {
    await lock(owner);
    await ensureRole(owner, options.ownerUrl, "etna_app", options.appPassword);
    await ensureRole(owner, options.ownerUrl, "etna_worker", options.workerPassword);
    const applied = await applyMigrations(options);
    // What `DBOS.migrate` does, without its report of every statement on standard output.
    const quiet = new GlobalLogger(undefined, { logLevel: "warn" });
    await migrateSystemDatabase(options.ownerUrl, quiet, "dbos", "etna_worker");
    return { applied };
  } finally {
    await owner.end();
  }
}

/**
 * Asks again and again instead of waiting in the server: a waiting statement holds a snapshot, and
 * the workflows' `CREATE INDEX CONCURRENTLY` in the other process would wait for it for ever.
 */
async function lock(owner: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await owner.query<{ locked: boolean }>(
      "SELECT pg_try_advisory_lock($1) AS locked",
      [lockKey],
    );
    if (rows[0]?.locked === true) return;
    await sleep(100);
  }
}

async function applyMigrations(options: MigrateOptions): Promise<readonly string[]> {
  const migrationsList = await readMigrations(options.migrationsDirectory);
  const filters = { externalTables: [], externalEnums: [] };
  let failure: AppError | undefined;
  const adapter = migrationAdapter(options.ownerUrl, (script, error) => {
    failure = migrationFailure(migrationsList, script, error);
  });
  try {
    return await withEngine(adapter, async (engine) => {
      const result = await engine.applyMigrations({ migrationsList, filters });
      return result.appliedMigrationNames;
    });
  } catch (error) {
    // The engine rewords some errors ("No such table"); the server's own words say more.
    throw failure ?? error;
  }
}
