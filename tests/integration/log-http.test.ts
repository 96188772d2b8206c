import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { followLog, type LogSource, readVerifierKey } from "#lib/engines/log/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { buildWhenChanged } from "../../bin/ground/build.ts";
import { appendBare } from "../support/bare-entries.ts";
import { tileFiles } from "../support/memory-log.ts";
import { loadServices } from "../support/services.ts";
import { freePort, startWeb, type Web } from "../support/web.ts";
import { openWorld, type World } from "../support/world.ts";

let world: World;
let web: Web;

beforeAll(async () => {
  await buildWhenChanged();
  world = await openWorld();
  const s = await loadServices();
  await s.provenance.installationLog();
  await appendBare(s, 300);
  web = await startWeb(world, await freePort(), {});
}, 600_000);

afterAll(async () => {
  await web?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

const forEver = "public, max-age=31536000, immutable";

describe("the log over HTTP", () => {
  it.each([
    ["checkpoint", "text/plain; charset=utf-8", "public, max-age=2"],
    ["log.json", "application/json", "public, max-age=60"],
    ["tile/0/000", "application/octet-stream", forEver],
    ["tile/0/001.p/45", "application/octet-stream", forEver],
    ["tile/1/000.p/1", "application/octet-stream", forEver],
    ["tile/entries/000", "application/octet-stream", forEver],
  ])(
    "%s says what it is and how long it stays, to every origin, without a cookie",
    async (path, type, cache) => {
      const answer = await fetch(`${web.url}/log/${path}`, {
        headers: { origin: "https://a.example" },
      });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe(type);
      expect(answer.headers.get("cache-control")).toBe(cache);
      expect(answer.headers.get("access-control-allow-origin")).toBe("*");
      expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
      expect(answer.headers.get("set-cookie")).toBeNull();
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("ratelimit-policy")).not.toBeNull();
      await answer.bytes();
    },
  );

  it.each([
    "tile/0/002",
    "tile/0/001",
    "tile/0/001.p/46",
    "tile/0/000.p/256",
    "tile/0/0",
    "tile/00/000",
    "tile/entries/x000/000",
    "tile/0/..%2f0/000",
    "tile/-1/000",
    "tile",
    "checkpoint/x",
  ])("%s is not there, and nobody keeps that", async (path) => {
    const answer = await fetch(`${web.url}/log/${path}`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("cache-control")).toMatch(/no-store/);
    await answer.bytes();
  });

  it("sends the very bytes of the entries, whatever coding a client takes", async () => {
    const rows = await world.database.query('SELECT body FROM log_entries ORDER BY "index"');
    const files = tileFiles(rows.map((row) => row.body as Uint8Array));
    for (const encoding of ["identity", "gzip", "gzip, identity"]) {
      const headers = { "accept-encoding": encoding };
      const answer = await fetch(`${web.url}/log/tile/entries/000`, { headers });
      const served = Buffer.from(await answer.bytes());
      expect(served.equals(files.get("tile/entries/000")!), encoding).toBe(true);
    }
  });

  it("can be followed with nothing but its address", async () => {
    const get = async (path: string) => await fetch(`${web.url}/log/${path}`);
    const about = (await (await get("log.json")).json()) as Record<string, string>;
    // The name is the one of its birth, whatever the address is now.
    expect(about).toMatchObject({ origin: "localhost:3000/log", witnesses: [] });
    const source: LogSource = {
      checkpoint: async () => await (await get("checkpoint")).text(),
      file: async (path) => {
        const answer = await get(path);
        const bytes = await answer.bytes();
        return answer.status === 200 ? bytes : null;
      },
    };
    const key = readVerifierKey(about.verifierKey!)!;
    const report = await followLog(source, key, null, nodeCrypto);
    expect(report.checks.map(({ outcome }) => outcome)).toEqual([
      "holds",
      "not_run",
      "holds",
      "holds",
    ]);
    expect(report).toMatchObject({ ok: true, head: { size: 301 } });
  });

  it("is read-only", async () => {
    for (const path of ["checkpoint", "tile/0/000"]) {
      for (const method of ["POST", "PUT", "DELETE"]) {
        const answer = await fetch(`${web.url}/log/${path}`, { method });
        expect([403, 405], `${method} ${path}`).toContain(answer.status);
        await answer.bytes();
      }
    }
  });
});
