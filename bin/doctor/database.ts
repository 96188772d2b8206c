import { existsSync } from "node:fs";
import { resolve } from "node:path";
import pg from "pg";
import type { Config } from "#lib/platform/config/index.ts";
import { migrationState } from "#lib/platform/migrations/index.ts";
import { type OpenDatabase, openDatabase } from "../ground/database.ts";
import { migrationsDirectory, root } from "../ground/paths.ts";
import { explain } from "../ground/report.ts";
import { type Answer, answer, type Check } from "./check.ts";

export const databaseCheck: Check = {
  name: "Database",
  async run(config) {
    if (config.DATABASE_URL === undefined && !existsSync(embeddedTrace(config))) {
      return [answer("note", "The embedded PostgreSQL is not made yet: the first start makes it.")];
    }
    let database: OpenDatabase;
    try {
      database = await openDatabase();
    } catch (error) {
      return [answer("problem", explain(error))];
    }
    try {
      return [...(await owner(database)), ...(await role(database, "etna_app", database.appUrl))];
    } catch (error) {
      return [answer("problem", `The database does not answer: ${explain(error)}`)];
    } finally {
      await database.close();
    }
  },
};

/** Left by every process that ever used the embedded server, wherever its files lie. */
function embeddedTrace(config: Config): string {
  return resolve(root, config.ETNA_DATA_DIR, "postgres.holders");
}

async function owner(database: OpenDatabase): Promise<Answer[]> {
  const [row] = await query<{ version: number; ssl: boolean; local: boolean }>(
    database.ownerUrl,
    `SELECT current_setting('server_version_num')::int / 10000 AS version, ssl,
       coalesce(inet_server_addr() <<= '127.0.0.0/8' OR inet_server_addr() = '::1', true) AS local
     FROM pg_stat_ssl WHERE pid = pg_backend_pid()`,
  );
  const answers: Answer[] = [];
  if (row !== undefined) {
    const kind = database.embedded ? "embedded" : "by DATABASE_URL";
    answers.push(
      row.version >= 15
        ? answer("fine", `PostgreSQL ${row.version}, ${kind}`)
        : answer("problem", `PostgreSQL ${row.version} is too old. Etna needs 15 or newer.`),
    );
    if (!row.ssl && !row.local) {
      answers.push(
        answer(
          "warning",
          "The connection is not encrypted. Add ?sslmode=verify-full to DATABASE_URL.",
        ),
      );
    }
  }
  answers.push(...(await migrations(database.ownerUrl)), encryption(database.embedded));
  return answers;
}

async function migrations(ownerUrl: string): Promise<Answer[]> {
  const { pending, failed, edited } = await migrationState(ownerUrl, migrationsDirectory);
  const answers = [
    ...pending.map((name) =>
      answer("warning", `The migration ${name} is pending. Run: npm run migrate`),
    ),
    ...failed.map((name) =>
      answer(
        "problem",
        `The migration ${name} failed. Mend it, then: npm run migrate -- rolled-back ${name}, and npm run migrate`,
      ),
    ),
    ...edited.map((name) =>
      answer(
        "problem",
        `The migration ${name} was edited after it was applied here. Restore its file.`,
      ),
    ),
  ];
  return answers.length === 0 ? [answer("fine", "every migration is applied")] : answers;
}

function encryption(embedded: boolean): Answer {
  return embedded
    ? answer(
        "note",
        "The embedded database does not encrypt its files: keep .etna on an encrypted disk.",
      )
    : answer(
        "note",
        "Whether the disks of the server are encrypted cannot be seen from here: see to it.",
      );
}

async function role(database: OpenDatabase, name: string, url: string): Promise<Answer[]> {
  let rows: { bypass: boolean; open: string | null }[];
  try {
    rows = await query(
      url,
      `SELECT rolsuper OR rolbypassrls AS bypass,
         (SELECT string_agg(c.relname, ', ') FROM pg_class c
           JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
           WHERE c.relkind = 'r' AND NOT c.relrowsecurity
             AND c.relnamespace = 'public'::regnamespace) AS open
       FROM pg_roles WHERE rolname = current_user`,
    );
  } catch (error) {
    const state = await migrationState(database.ownerUrl, migrationsDirectory);
    // Before the first migration there is no such role, and the pending migrations are said already.
    if (state.pending.length > 0) return [];
    return [
      answer(
        "problem",
        `${name} cannot log in: ${explain(error).split("\n")[0]}. Run: npm run migrate`,
      ),
    ];
  }
  const [row] = rows;
  if (row === undefined || row.bypass) {
    return [
      answer("problem", `The application's role can bypass row-level security: it must not.`),
    ];
  }
  if (row.open !== null) {
    return [answer("problem", `These tables have no row-level security: ${row.open}.`)];
  }
  return [
    answer("fine", `${name} cannot bypass row-level security, and every tenant table has it`),
  ];
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
