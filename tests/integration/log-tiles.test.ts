import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTreeHead } from "#lib/engines/log/index.ts";
import { appendBare } from "../support/bare-entries.ts";
import { rootOfLeaves } from "../support/log-tree.ts";
import { tileFiles } from "../support/memory-log.ts";
import { loadServices, type Services } from "../support/services.ts";
import { openWorld, type World } from "../support/world.ts";

let world: World;
let s: Services;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  await s.provenance.installationLog();
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function stored(): Promise<Uint8Array[]> {
  const rows = await world.database.query('SELECT body FROM log_entries ORDER BY "index"');
  return rows.map((row) => row.body as Uint8Array);
}

async function expectServed(): Promise<void> {
  const entries = await stored();
  const head = readTreeHead(await s.provenance.readLogCheckpoint())!;
  expect(head).toMatchObject({ origin: "localhost:3000/log", size: entries.length });
  expect(Buffer.from(head.root).toString("hex")).toBe(rootOfLeaves(entries));
  for (const [path, bytes] of tileFiles(entries)) {
    const served = await s.provenance.readLogTile(path.slice("tile/".length));
    expect(served && Buffer.from(served).equals(bytes), path).toBe(true);
  }
}

describe("the log's files", () => {
  it("are those of the specification, while the log grows past its first tile and its second", async () => {
    await expectServed();
    for (const count of [1, 3, 200, 50, 1, 1, 260]) {
      await appendBare(s, count);
      await expectServed();
    }
    expect(await stored()).toHaveLength(517);
  });

  it("stay what they were: every partial tile of a smaller tree is still there", async () => {
    const entries = await stored();
    for (const size of [1, 2, 100, 255, 257, 500]) {
      for (const [path, bytes] of tileFiles(entries.slice(0, size))) {
        const served = await s.provenance.readLogTile(path.slice("tile/".length));
        expect(served && Buffer.from(served).equals(bytes), path).toBe(true);
      }
    }
  });

  it.each([
    "0/002.p/6",
    "0/003",
    "0/002",
    "1/000.p/3",
    "1/000",
    "2/000.p/1",
    "entries/002.p/6",
    "63/000",
  ])("that the tree does not have yet are not there: %s", async (path) => {
    expect(await s.provenance.readLogTile(path)).toBeNull();
  });

  it.each([
    "0/0",
    "0/000.p/256",
    "entries/x000/000",
    "0/999999999999999",
    "../checkpoint",
    "0/000%00",
  ])("have one name each: %s is none", async (path) => {
    expect(await s.provenance.readLogTile(path)).toBeNull();
  });

  it("show an entry with the path that leads to the root", async () => {
    const { inclusionSteps } = await import("#lib/engines/verify/index.ts");
    for (const index of [0, 1, 255, 256, 516]) {
      const entry = (await s.provenance.readLogEntry(index))!;
      const { leafHash: leaf, size, path: hashes, root } = entry;
      expect(inclusionSteps({ leaf, index, size, hashes }).at(-1)!.joined).toEqual(root);
    }
    expect(await s.provenance.readLogEntry(517)).toBeNull();
    const newest = await s.provenance.listLogEntries({ limit: 3 });
    expect(newest.map(({ index }) => index)).toEqual([516, 515, 514]);
    const older = await s.provenance.listLogEntries({ limit: 3, before: 2 });
    expect(older.map(({ index }) => index)).toEqual([1, 0]);
  });
});
