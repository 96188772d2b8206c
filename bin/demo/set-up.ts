import pg from "pg";
import { AppError } from "#lib/base/index.ts";
import { closeDatabase } from "#lib/platform/db/index.ts";
import { startWorker } from "#lib/platform/jobs/index.ts";
import { proveKeys } from "#lib/services/provenance/index.ts";
import { migrateDatabase, openDatabase } from "../ground/database.ts";
import { workflows } from "../ground/workflows.ts";

const demoLock = 7_381_647;

export interface Installation {
  readonly embedded: boolean;
  /** Lets the worker finish its step, then leaves the database. Safe after a failure of `open`. */
  close(): Promise<void>;
}

/** The database, migrated, with a worker of this process on it. Throws `conflict` beside another demo. */
export async function openInstallation(): Promise<Installation> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const database = await openDatabase();
    closers.push(() => database.close());
    await migrateDatabase(database.ownerUrl);
    closers.push(await takeTurn(database.ownerUrl));
    closers.push(closeDatabase);
    // A key that cannot be opened must stop the start, not the first signature.
    await proveKeys();
    const worker = await startWorker({ workflows });
    closers.push(() => worker.stop());
    return { embedded: database.embedded, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One demo at a time: each clears away the one before. The lock ends with its connection. */
async function takeTurn(ownerUrl: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: ownerUrl });
  // Without a listener a lost connection would end the process; the lock is lost with it either way.
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query<{ free: boolean }>(
    "SELECT pg_try_advisory_lock($1) AS free",
    [demoLock],
  );
  if (rows[0]?.free !== true) {
    await client.end();
    throw new AppError("conflict", "Another demo runs at this moment. Wait for its end.");
  }
  return () => client.end();
}
