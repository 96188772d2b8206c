import { resolve } from "node:path";
import { AppError } from "#lib/base/index.ts";
import { type Config, parseConfig } from "#lib/platform/config/index.ts";
import { startDatabaseServer } from "#lib/platform/database-server/index.ts";
import { migrate } from "#lib/platform/migrations/index.ts";
import { migrationsDirectory, root } from "./paths.ts";
import { say, step } from "./report.ts";

export interface OpenDatabase {
  /** The owner's address: migrations only. The application connects as `etna_app`. */
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly workerUrl: string;
  readonly embedded: boolean;
  /** Leaves the embedded server; the last process that leaves stops it. Nothing where DATABASE_URL is set. */
  close(): Promise<void>;
}

/**
 * DATABASE_URL when it is set, else the embedded server below ETNA_DATA_DIR, started or joined. The
 * addresses also go into this process's environment, so call it before anything reads the
 * configuration; `config()` remembers its first answer.
 */
export async function openDatabase(): Promise<OpenDatabase> {
  const settings = parseConfig(process.env);
  const database = await findDatabase(settings);
  process.env.DATABASE_URL = database.ownerUrl;
  process.env.APP_DATABASE_URL = database.appUrl;
  process.env.WORKER_DATABASE_URL = database.workerUrl;
  return database;
}

async function findDatabase(settings: Config): Promise<OpenDatabase> {
  const given = settings.DATABASE_URL;
  if (given !== undefined) {
    return { ...addresses(given, settings), embedded: false, close: () => Promise.resolve() };
  }
  const server = await startDatabaseServer({
    dataDirectory: resolve(root, settings.ETNA_DATA_DIR, "postgres"),
    log: (line) => say(`  database: ${line}`),
  });
  return { ...addresses(server.url, settings), embedded: true, close: () => server.stop() };
}

/** Opens the database and applies what it lacks. */
export async function openMigratedDatabase(): Promise<OpenDatabase> {
  const database = await step("database", openDatabase);
  try {
    const { applied } = await step("migrate", () => migrateDatabase(database.ownerUrl));
    for (const name of applied) say(`    applied ${name}`);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

export async function migrateDatabase(ownerUrl: string): Promise<{ applied: readonly string[] }> {
  const settings = parseConfig(process.env);
  return await migrate({
    ownerUrl,
    appPassword: password(settings, "ETNA_APP_DATABASE_PASSWORD"),
    workerPassword: password(settings, "ETNA_WORKER_DATABASE_PASSWORD"),
    migrationsDirectory,
  });
}

type PasswordName = "ETNA_APP_DATABASE_PASSWORD" | "ETNA_WORKER_DATABASE_PASSWORD";

function password(settings: Config, name: PasswordName): string {
  const value = settings[name];
  if (value !== undefined) return value;
  throw new AppError("invalid_input", `${name} is not set. npm start makes it in .env.local.`);
}

function addresses(
  ownerUrl: string,
  settings: Config,
): Pick<OpenDatabase, "ownerUrl" | "appUrl" | "workerUrl"> {
  const as = (role: string, name: PasswordName) => {
    const url = new URL(ownerUrl);
    url.username = role;
    url.password = encodeURIComponent(password(settings, name));
    return url.href;
  };
  return {
    ownerUrl,
    appUrl: settings.APP_DATABASE_URL ?? as("etna_app", "ETNA_APP_DATABASE_PASSWORD"),
    workerUrl: settings.WORKER_DATABASE_URL ?? as("etna_worker", "ETNA_WORKER_DATABASE_PASSWORD"),
  };
}
