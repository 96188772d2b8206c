import { PrismaPg } from "@prisma/adapter-pg";
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import { ColumnTypeEnum, DriverAdapterError } from "@prisma/driver-adapter-utils";
import pg from "pg";

/**
 * adapter-pg cuts scripts at every semicolon, which breaks `DO $$ … $$`, and its shadow connection
 * is the real database. Here a script goes to the server whole, and there is no shadow.
 */
export function migrationAdapter(
  url: string,
  onScriptError: (script: string, error: pg.DatabaseError) => void = () => undefined,
): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg({ connectionString: url, max: 2 });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => ({
      ...forwarded(await factory.connect()),
      executeScript: (script) => executeWhole(url, script, onScriptError),
    }),
    connectToShadowDb: () => Promise.reject(new Error("Etna's migrations use no shadow database.")),
  };
}

/**
 * For comparing two schemas: the engine only asks for the version of the server, to know which SQL
 * it may write, and is told the oldest that Etna takes.
 */
export function offlineAdapter(): SqlMigrationAwareDriverAdapterFactory {
  const refuse = () => Promise.reject(new Error("Comparing schemas uses no database."));
  return {
    provider: "postgres",
    adapterName: "offline",
    connectToShadowDb: refuse,
    connect: async () => ({
      provider: "postgres",
      adapterName: "offline",
      queryRaw: async () => ({
        columnNames: ["exists", "version", "numeric_version"],
        columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
        rows: [[true, "PostgreSQL 15.0", 150_000]],
      }),
      executeRaw: refuse,
      executeScript: refuse,
      startTransaction: refuse,
      dispose: async () => undefined,
    }),
  };
}

function forwarded(adapter: SqlDriverAdapter): Omit<SqlDriverAdapter, "executeScript"> {
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query) => adapter.queryRaw(query),
    executeRaw: (query) => adapter.executeRaw(query),
    startTransaction: (level) => adapter.startTransaction(level),
    dispose: () => adapter.dispose(),
    getConnectionInfo: () => adapter.getConnectionInfo?.() ?? { supportsRelationJoins: true },
  };
}

/** A connection of its own for each script: a `SET` in one migration does not reach the next. */
async function executeWhole(
  url: string,
  script: string,
  onScriptError: (script: string, error: pg.DatabaseError) => void,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(script);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    onScriptError(script, error);
    throw new DriverAdapterError({
      kind: "postgres",
      code: error.code ?? "XX000",
      severity: error.severity ?? "ERROR",
      message: error.message,
      detail: error.detail,
      column: error.column,
      hint: error.hint,
    });
  } finally {
    await client.end();
  }
}
