import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { startDatabaseServer } from "#lib/platform/database-server/index.ts";
import { migrate } from "#lib/platform/migrations/index.ts";

const root = join(import.meta.dirname, "../..");
const migrationsDirectory = join(root, "prisma/migrations");
export const testServerDirectory = join(root, ".etna/test-postgres");

/** The run that owns the databases made here: vitest's main process, see global-setup.ts. */
const runPid = Number(process.env.ETNA_TEST_RUN_PID ?? process.pid);

export interface TestDatabase {
  /** Connections of the owner (no superuser, owns every table), of the application and of the worker. */
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly workerUrl: string;
  /** What the configuration reads: `Object.assign(process.env, database.environment)`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs SQL as the owner. Table owners are not subject to row-level security. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
}

/**
 * A fresh, fully migrated database (about 50 ms: a copy of a template). One a test file; it is
 * dropped when the run ends.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await testServerUrl();
  const passwords = rolePasswords(server);
  const name = `etna_test_${runPid}_${randomBytes(5).toString("hex")}`;
  await copyTemplate(server, passwords, name);
  const ownerUrl = withPath(server, name);
  const appUrl = withRole(ownerUrl, "etna_app", passwords.app);
  const workerUrl = withRole(ownerUrl, "etna_worker", passwords.worker);
  return {
    ownerUrl,
    appUrl,
    workerUrl,
    environment: {
      DATABASE_URL: ownerUrl,
      APP_DATABASE_URL: appUrl,
      WORKER_DATABASE_URL: workerUrl,
      ETNA_APP_DATABASE_PASSWORD: passwords.app,
      ETNA_WORKER_DATABASE_PASSWORD: passwords.worker,
    },
    query: (sql, values) =>
      asOwner(ownerUrl, async (client) => (await client.query(sql, values)).rows),
  };
}

/** An empty database, for tests of the migrations themselves. Returns the owner's address. */
export async function emptyDatabase(): Promise<string> {
  const server = await testServerUrl();
  const name = `etna_test_${runPid}_${randomBytes(5).toString("hex")}`;
  await asOwner(server, (client) => client.query(`CREATE DATABASE ${name}`));
  return withPath(server, name);
}

/** Drops what the run `pid` made; without a pid, what any run left behind. */
export async function dropTestDatabases(serverUrl: string, pid?: number): Promise<void> {
  const pattern = pid === undefined ? "^etna_(test|template)_" : `^etna_test_${pid}_`;
  await asOwner(serverUrl, async (client) => {
    const found = await client.query<{ datname: string }>(
      "SELECT datname FROM pg_database WHERE datname ~ $1",
      [pattern],
    );
    const own = pid === undefined ? `etna_test_${runPid}_` : null;
    for (const { datname } of found.rows) {
      if (own !== null && datname.startsWith(own)) continue;
      await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
    }
  });
}

let serverUrl: Promise<string> | undefined;

/** TEST_DATABASE_URL (a server of its own: roles and databases are made there), else the embedded one. */
async function testServerUrl(): Promise<string> {
  serverUrl ??= startTestServer();
  return await serverUrl;
}

async function startTestServer(): Promise<string> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined && given !== "") return given;
  const server = await startDatabaseServer({
    dataDirectory: testServerDirectory,
    holderPid: runPid,
    // Tests need no crash safety; without it a fresh database takes a third of the time.
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
    log: () => undefined,
  });
  if (server.started) await dropTestDatabases(server.url);
  return server.url;
}

/** Whoever started the server clears it of what a crash left, and may take the template away. */
async function copyTemplate(server: string, passwords: Passwords, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const template = await ensureTemplate(server, passwords);
    const create = `CREATE DATABASE ${name} TEMPLATE ${template}`;
    try {
      await asOwner(server, (client) => client.query(create));
      return;
    } catch (error) {
      const gone =
        error instanceof pg.DatabaseError && ["3D000", "55006"].includes(error.code ?? "");
      if (!gone || attempt === 5) throw error;
    }
  }
}

interface Passwords {
  readonly app: string;
  readonly worker: string;
}

/** Roles belong to the whole server, so runs side by side must agree on their passwords. */
function rolePasswords(server: string): Passwords {
  const derive = (role: string) => createHash("sha256").update(`${role} ${server}`).digest("hex");
  return { app: derive("app"), worker: derive("worker") };
}

async function ensureTemplate(server: string, passwords: Passwords): Promise<string> {
  const template = `etna_template_${migrationsDigest()}`;
  await asOwner(server, async (client) => {
    await client.query("SELECT pg_advisory_lock(7381646)");
    const exists = "SELECT 1 FROM pg_database WHERE datname = $1";
    if ((await client.query(exists, [template])).rowCount !== 0) return;
    const draft = `${template}_draft`;
    await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${draft}`);
    await migrate({
      ownerUrl: withPath(server, draft),
      appPassword: passwords.app,
      workerPassword: passwords.worker,
      migrationsDirectory,
    });
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
  });
  return template;
}

function migrationsDigest(): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(migrationsDirectory, {
    recursive: true,
    encoding: "utf8",
  }).sort()) {
    if (!name.endsWith(".sql")) continue;
    hash.update(name).update(readFileSync(join(migrationsDirectory, name)));
  }
  hash.update(readFileSync(join(root, "node_modules/@dbos-inc/dbos-sdk/package.json")));
  return hash.digest("hex").slice(0, 12);
}

async function asOwner<T>(url: string, action: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}

function withPath(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

function withRole(url: string, role: string, password: string): string {
  const changed = new URL(url);
  changed.username = role;
  changed.password = password;
  return changed.href;
}
