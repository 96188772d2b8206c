import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createMigration,
  markRolledBack,
  migrate,
  migrationState,
} from "#lib/platform/migrations/index.ts";
import { emptyDatabase, testDatabase } from "../support/database.ts";

let folder: string;
let reference: Awaited<ReturnType<typeof testDatabase>>;

beforeEach(async () => {
  reference = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), "etna-migrations-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, "migration.sql"), sql);
}

function options(ownerUrl: string) {
  return {
    ownerUrl,
    appPassword: reference.environment.ETNA_APP_DATABASE_PASSWORD!,
    workerPassword: reference.environment.ETNA_WORKER_DATABASE_PASSWORD!,
    migrationsDirectory: folder,
  };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const doBlock = `CREATE TABLE things (id int PRIMARY KEY, word text);
DO $$
DECLARE n int;
BEGIN
  FOR n IN 1..3 LOOP
    INSERT INTO things VALUES (n, 'a;b');
  END LOOP;
END
$$;
`;

describe("migrate", () => {
  it("applies scripts whole, so that semicolons in DO blocks and strings survive", async () => {
    const url = await emptyDatabase();
    await write("20260101000000_things", doBlock);
    expect(await migrate(options(url))).toEqual({ applied: ["20260101000000_things"] });
    expect(await query(url, "SELECT count(*)::int AS n, min(word) AS word FROM things")).toEqual([
      { n: 3, word: "a;b" },
    ]);
  });

  it("does nothing the second time, also when two processes migrate at once", async () => {
    const url = await emptyDatabase();
    await write("20260101000000_things", doBlock);
    const both = await Promise.all([migrate(options(url)), migrate(options(url))]);
    expect(both.flatMap((result) => result.applied)).toEqual(["20260101000000_things"]);
    expect(await migrate(options(url))).toEqual({ applied: [] });
  });

  it("says which migration failed, why and where, and leaves nothing of it behind", async () => {
    const url = await emptyDatabase();
    await write("20260101000000_things", doBlock);
    await write(
      "20260102000000_wrong",
      "ALTER TABLE things ADD COLUMN colour text;\nALTER TABLE nowhere ADD COLUMN a int;\n",
    );
    const message = await migrate(options(url)).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(message).toContain("20260102000000_wrong");
    expect(message).toContain('relation "nowhere" does not exist');
    const columns = await query(
      url,
      "SELECT column_name FROM information_schema.columns WHERE table_name = 'things' ORDER BY 1",
    );
    expect(columns.map((row) => row.column_name)).toEqual(["id", "word"]);
    expect(await migrationState(url, folder)).toMatchObject({ failed: ["20260102000000_wrong"] });

    await write("20260102000000_wrong", "ALTER TABLE things ADD COLUMN colour text;\n");
    await expect(migrate(options(url))).rejects.toThrow(/20260102000000_wrong/);
    await markRolledBack(url, "20260102000000_wrong");
    expect(await migrate(options(url))).toEqual({ applied: ["20260102000000_wrong"] });
  });

  it("names the line of a syntax error", async () => {
    const url = await emptyDatabase();
    await write("20260101000000_wrong", "SELECT 1;\nCREATE TABEL things (id int);\n");
    await expect(migrate(options(url))).rejects.toThrow(/line 2: CREATE TABEL/);
  });

  it("keeps the history that `prisma migrate deploy` keeps", async () => {
    const url = await emptyDatabase();
    await write("20260101000000_things", doBlock);
    await migrate(options(url));
    expect(
      await query(
        url,
        `SELECT migration_name, checksum = encode(sha256(convert_to($q$${doBlock}$q$, 'UTF8')), 'hex')
           AS same, applied_steps_count AS steps FROM _prisma_migrations`,
      ),
    ).toEqual([{ migration_name: "20260101000000_things", same: true, steps: 1 }]);
  });

  it("reports what is pending and what was edited after it was applied", async () => {
    const url = await emptyDatabase();
    await write("20260101000000_things", doBlock);
    expect(await migrationState(url, folder)).toEqual({
      pending: ["20260101000000_things"],
      failed: [],
      edited: [],
    });
    await migrate(options(url));
    await write("20260101000000_things", `${doBlock}-- changed\n`);
    expect(await migrationState(url, folder)).toEqual({
      pending: [],
      failed: [],
      edited: ["20260101000000_things"],
    });
  });
});

describe("the migration that publishes the demand of signed approvals", () => {
  it("has whoever demanded them already begin in an hour, and asks for their keys.json", async () => {
    const url = await emptyDatabase();
    const own = "20261129224500_signature_demands";
    const all = join(import.meta.dirname, "../../prisma/migrations");
    await cp(all, folder, { recursive: true });
    await rm(join(folder, own), { recursive: true });
    await migrate(options(url));
    await query(
      url,
      `INSERT INTO organizations (id, slug, name, signed_approvals)
       VALUES ('og_a', 'a', 'A', true), ('og_b', 'b', 'B', false)`,
    );
    await cp(join(all, own), join(folder, own), { recursive: true });
    await migrate(options(url));
    const demands = await query(
      url,
      `SELECT organization_id, ends_at, starts_at = date_trunc('second', starts_at) AS whole,
         starts_at BETWEEN now() + interval '59 minutes' AND now() + interval '61 minutes' AS hour
       FROM signature_demands`,
    );
    expect(demands).toEqual([{ organization_id: "og_a", ends_at: null, whole: true, hour: true }]);
    const asked = await query(url, "SELECT workflow, organization_id, input FROM outbox");
    expect(asked).toEqual([{ workflow: "publish-keys", organization_id: "og_a", input: {} }]);
  });
});

describe("the roles", () => {
  it("can log in, and neither can bypass row-level security or make roles and databases", async () => {
    for (const url of [reference.appUrl, reference.workerUrl]) {
      expect(
        await query(
          url,
          `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin
             FROM pg_roles WHERE rolname = current_user`,
        ),
      ).toEqual([
        {
          rolsuper: false,
          rolbypassrls: false,
          rolcreaterole: false,
          rolcreatedb: false,
          rolcanlogin: true,
        },
      ]);
    }
  });

  it("keep apart: the application does not see the workflows, the worker does", async () => {
    const sql = "SELECT count(*)::int AS n FROM dbos.workflow_status";
    await expect(query(reference.appUrl, sql)).rejects.toThrow(/permission denied/);
    expect(await query(reference.workerUrl, sql)).toEqual([{ n: 0 }]);
  });
});

describe("createMigration", () => {
  const header = 'datasource db {\n  provider = "postgresql"\n}\n';

  it("writes the step from the last schema to the new one, without a database", async () => {
    const schemaFile = join(folder, "schema.prisma");
    const migrationsDirectory = join(folder, "migrations");
    const step = (name: string, minute: number) =>
      createMigration({
        name,
        schemaFile,
        migrationsDirectory,
        now: new Date(Date.UTC(2026, 0, 1, 0, minute)),
      });
    await writeFile(schemaFile, `${header}\nmodel Thing {\n  id String @id\n}\n`);
    expect(await step("first", 1)).toBe("20260101000100_first");
    await writeFile(schemaFile, `${header}\nmodel Thing {\n  id String @id\n  colour String?\n}\n`);
    expect(await step("colour", 2)).toBe("20260101000200_colour");

    const url = await emptyDatabase();
    const result = await migrate({ ...options(url), migrationsDirectory });
    expect(result.applied).toEqual(["20260101000100_first", "20260101000200_colour"]);
    expect(await query(url, 'SELECT colour FROM "Thing"')).toEqual([]);
  });

  it("has one for every change of the schema: `npm run migrate -- new NAME` writes it", async () => {
    const prisma = join(import.meta.dirname, "../../prisma");
    const [schema, reached] = await Promise.all(
      ["schema.prisma", "migrations/schema.prisma"].map((name) =>
        readFile(join(prisma, name), "utf8"),
      ),
    );
    expect(reached).toBe(schema);
  });

  it("refuses a name that would not sort or quote well", async () => {
    await expect(
      createMigration({
        name: "../x",
        schemaFile: join(folder, "none"),
        migrationsDirectory: folder,
        now: new Date(0),
      }),
    ).rejects.toThrow(/Name a migration/);
  });
});
