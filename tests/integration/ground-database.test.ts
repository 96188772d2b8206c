import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { releaseDatabaseServer, startDatabaseServer } from "#lib/platform/database-server/index.ts";

let folder: string;
let dataDirectory: string;
const quiet = { log: () => undefined };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "etna-server-"));
  dataDirectory = join(folder, "postgres");
});
afterAll(async () => {
  await releaseDatabaseServer(dataDirectory);
  await rm(folder, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function postmasterPid(): Promise<number> {
  return Number((await readFile(join(dataDirectory, "postmaster.pid"), "utf8")).split("\n")[0]);
}

describe("the embedded database", () => {
  it("starts on loopback with a password, owned by a role that is no superuser", async () => {
    const server = await startDatabaseServer({ dataDirectory, ...quiet });
    expect(server.started).toBe(true);
    const url = new URL(server.url);
    expect(url.hostname).toBe("127.0.0.1");
    const rows = await query(
      server.url,
      `SELECT current_user AS name, rolsuper, rolbypassrls, current_setting('listen_addresses') AS listens,
         (SELECT datcollate || ' ' || pg_encoding_to_char(encoding) FROM pg_database
          WHERE datname = current_database()) AS text
       FROM pg_roles WHERE rolname = current_user`,
    );
    expect(rows).toEqual([
      {
        name: "etna_owner",
        rolsuper: false,
        rolbypassrls: false,
        listens: "127.0.0.1",
        text: "C UTF8",
      },
    ]);
    url.password = "wrong";
    await expect(query(url.href, "SELECT 1")).rejects.toThrow(/password authentication failed/);
  });

  it("is joined, not started again, by whoever comes second, and stops with the last one", async () => {
    const first = await startDatabaseServer({ dataDirectory, ...quiet });
    const other = await startDatabaseServer({ dataDirectory, holderPid: process.ppid, ...quiet });
    expect([first.started, other.started, other.url]).toEqual([false, false, first.url]);
    await first.stop();
    expect(await query(other.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await other.stop();
    await expect(query(other.url, "SELECT 1")).rejects.toThrow(/ECONNREFUSED/);
  });

  it("keeps port, password and data over a restart", async () => {
    const first = await startDatabaseServer({ dataDirectory, ...quiet });
    await query(first.url, "CREATE TABLE kept (id int)");
    await first.stop();
    const second = await startDatabaseServer({ dataDirectory, ...quiet });
    expect(second).toMatchObject({ started: true, url: first.url });
    expect(await query(second.url, "SELECT * FROM kept")).toEqual([]);
  });

  it("comes back after kill -9 with what was committed", async () => {
    const before = await startDatabaseServer({ dataDirectory, ...quiet });
    await query(before.url, "INSERT INTO kept VALUES (1)");
    process.kill(await postmasterPid(), "SIGKILL");
    while (
      await query(before.url, "SELECT 1").then(
        () => true,
        () => false,
      )
    )
      await sleep(20);
    expect(await readdir(dataDirectory)).toContain("postmaster.pid");
    const after = await startDatabaseServer({ dataDirectory, ...quiet });
    expect(after.started).toBe(true);
    expect(await query(after.url, "SELECT id FROM kept")).toEqual([{ id: 1 }]);
  });

  it("takes another port when its own was taken meanwhile", async () => {
    const before = await startDatabaseServer({ dataDirectory, ...quiet });
    await before.stop();
    const squatter = createServer();
    await new Promise<void>((resolve) =>
      squatter.listen(Number(new URL(before.url).port), "127.0.0.1", resolve),
    );
    const after = await startDatabaseServer({ dataDirectory, ...quiet });
    expect(new URL(after.url).port).not.toBe(new URL(before.url).port);
    expect(await query(after.url, "SELECT id FROM kept")).toEqual([{ id: 1 }]);
    await after.stop();
    squatter.close();
  });

  it("says plainly that the data is of another major version, and leaves it alone", async () => {
    const versionFile = join(dataDirectory, "PG_VERSION");
    const version = await readFile(versionFile, "utf8");
    await writeFile(versionFile, "12\n");
    await expect(startDatabaseServer({ dataDirectory, ...quiet })).rejects.toMatchObject({
      code: "precondition_failed",
      message: expect.stringContaining("made by PostgreSQL 12"),
    });
    await writeFile(versionFile, version);
    const server = await startDatabaseServer({ dataDirectory, ...quiet });
    expect(await query(server.url, "SELECT id FROM kept")).toEqual([{ id: 1 }]);
  });

  it("is made once when several processes ask at the same time", async () => {
    const fresh = join(folder, "fresh");
    const servers = await Promise.all(
      [process.pid, process.ppid].map((holderPid) =>
        startDatabaseServer({ dataDirectory: fresh, holderPid, ...quiet }),
      ),
    );
    expect(servers.map((server) => server.started).sort()).toEqual([false, true]);
    for (const server of servers) await server.stop();
  });
});
