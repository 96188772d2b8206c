import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, type Team } from "../support/team.ts";
import { openWorld, type World } from "../support/world.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

let world: World;
let s: Services;
let team: Team;
let owner: pg.Client;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Chain Works");
  const path = await world.repository("chain", faultyFiles(1));
  await s.repositories.connectRepository(team.as("owner"), team.organizationId, { path });
  for (let i = 0; i < 6; i++) await rename(`Chain Works ${i}`);
  await s.identity.startSession(team.people.owner, null);
  owner = new pg.Client({ connectionString: world.database.ownerUrl });
  await owner.connect();
});

afterAll(async () => {
  await owner?.end();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function rename(name: string): Promise<void> {
  await s.organizations.updateOrganization(team.as("admin"), team.organizationId, { name });
}

async function faultsOf(chain: string | null): Promise<readonly string[]> {
  return (await s.audit.checkChain(chain)).faults;
}

const tables = ["audit_events", "audit_heads"];

/** Runs SQL as the tables' owner, who can do anything, looks, and puts everything back. */
async function afterTampering(chain: string, statements: readonly string[]) {
  for (const table of tables) await owner.query(`CREATE TABLE kept_${table} AS TABLE ${table}`);
  try {
    for (const sql of statements) await owner.query(sql.replaceAll("$chain", `'${chain}'`));
    return await faultsOf(chain === "installation" ? null : chain);
  } finally {
    for (const table of tables) {
      await owner.query(`TRUNCATE ${table}`);
      await owner.query(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
      await owner.query(`DROP TABLE kept_${table}`);
    }
  }
}

const edits: Record<string, string> = {
  chain: "chain = chain || '2'",
  seq: "seq = seq + 1000",
  organization_id: "organization_id = CASE chain WHEN organization_id THEN 'og_other' ELSE 'x' END",
  at: "at = at + interval '1 millisecond'",
  actor: `actor = '{"kind":"user","userId":"us_someone"}'`,
  action: "action = 'fix.approve'",
  target: `target = jsonb_set(target, '{id}', '"fx_other"')`,
  detail: `detail = detail || '{"also":1}'`,
  previous_hash: "previous_hash = repeat('a', 64)",
  hash: "hash = repeat('b', 64)",
};

describe("the audit chain", () => {
  it("holds after real work, for the organization and the installation", async () => {
    expect(await faultsOf(team.organizationId)).toEqual([]);
    expect(await faultsOf(null)).toEqual([]);
    expect((await s.audit.checkChain(team.organizationId)).events).toBeGreaterThan(7n);
  });

  it("has no column whose edit this test does not know", async () => {
    const rows = await world.database.query(
      "SELECT column_name FROM information_schema.columns WHERE table_name = 'audit_events'",
    );
    expect(rows.map((row) => row.column_name).sort()).toEqual(Object.keys(edits).sort());
  });

  describe.each(["first", "middle", "last"])("with its %s event edited", (place) => {
    it.each(Object.keys(edits))("in %s does not hold", async (column) => {
      for (const chain of [team.organizationId, "installation"]) {
        const where = `chain = $chain AND seq = ${await seqAt(chain, place)}`;
        const faults = await afterTampering(chain, [
          `UPDATE audit_events SET ${edits[column]} WHERE ${where}`,
        ]);
        expect(faults, `${column} of ${chain}`).not.toEqual([]);
      }
    });
  });

  it.each(["first", "middle", "last"])("says which event is missing: the %s", async (place) => {
    const seq = await seqAt(team.organizationId, place);
    const faults = await afterTampering(team.organizationId, [
      `DELETE FROM audit_events WHERE chain = $chain AND seq = ${seq}`,
    ]);
    expect(faults[0]).toBe(`Event ${seq} is missing.`);
  });

  it("does not hold where two events changed places", async () => {
    const faults = await afterTampering(team.organizationId, [
      "UPDATE audit_events SET seq = 1000 WHERE chain = $chain AND seq = 3",
      "UPDATE audit_events SET seq = 3 WHERE chain = $chain AND seq = 4",
      "UPDATE audit_events SET seq = 4 WHERE chain = $chain AND seq = 1000",
    ]);
    expect(faults.join(" ")).toMatch(/Event 3 .*Event 4 /);
  });

  it("does not hold where the contents of two events changed places", async () => {
    const faults = await afterTampering(team.organizationId, [
      `UPDATE audit_events a SET action = b.action, detail = b.detail, target = b.target, at = b.at,
         actor = b.actor, hash = b.hash
       FROM audit_events b
       WHERE a.chain = $chain AND b.chain = $chain AND (a.seq, b.seq) IN ((3, 4), (4, 3))`,
    ]);
    expect(faults).not.toEqual([]);
  });

  it("does not hold with an event put in, in the middle or at the end", async () => {
    const copy = (from: number, to: string) =>
      `INSERT INTO audit_events SELECT chain, ${to}, organization_id, at, actor, action, target,
         detail, previous_hash, hash FROM audit_events WHERE chain = $chain AND seq = ${from}`;
    const { events } = await s.audit.checkChain(team.organizationId);
    const last = Number(events);
    const middle = await afterTampering(team.organizationId, [
      `UPDATE audit_events SET seq = seq + 1000 WHERE chain = $chain AND seq >= 4`,
      copy(3, "4"),
      `UPDATE audit_events SET seq = seq - 999 WHERE chain = $chain AND seq >= 1000`,
      `UPDATE audit_heads SET seq = seq + 1 WHERE chain = $chain`,
    ]);
    expect(middle[0]).toContain("Event 4");
    const end = await afterTampering(team.organizationId, [copy(last, `${last + 1}`)]);
    expect(end[0]).toContain(`Event ${last + 1}`);
  });

  it("cut off at its end, head and all, holds by itself but not against a noted event", async () => {
    const { events, headHash } = await s.audit.checkChain(team.organizationId);
    const noted = { seq: events, hash: headHash };
    const cut = [
      `DELETE FROM audit_events WHERE chain = $chain AND seq = ${events}`,
      `UPDATE audit_heads h SET seq = e.seq, hash = e.hash FROM audit_events e
       WHERE h.chain = $chain AND e.chain = $chain AND e.seq = ${events - 1n}`,
    ];
    expect(await afterTampering(team.organizationId, cut)).toEqual([]);
    await rename("Chain Works after the note");
    expect((await s.audit.checkChain(team.organizationId, noted)).faults).toEqual([]);
    const other = { seq: events, hash: "c".repeat(64) };
    expect((await s.audit.checkChain(team.organizationId, other)).faults).toEqual([
      `Event ${events} is not the one that was noted.`,
    ]);
    const ahead = { seq: events + 50n, hash: headHash };
    expect((await s.audit.checkChain(team.organizationId, ahead)).faults).toEqual([
      `Event ${events + 50n} was noted; the chain ends at ${events + 1n}.`,
    ]);
  });

  it("stays whole under fifty changes at once, and a check meanwhile finds no fault", async () => {
    const before = (await s.audit.checkChain(team.organizationId)).events;
    const changes = Array.from({ length: 50 }, (_, i) => rename(`At once ${i}`));
    const checks = Array.from({ length: 5 }, () => faultsOf(team.organizationId));
    await Promise.all(changes);
    expect((await Promise.all(checks)).flat()).toEqual([]);
    const after = await s.audit.checkChain(team.organizationId);
    expect(after).toMatchObject({ events: before + 50n, faults: [] });
  });

  it("cannot be changed by the application's role, nor can the log", async () => {
    const app = new pg.Client({ connectionString: world.database.appUrl });
    await app.connect();
    try {
      for (const [table, column] of [
        ["audit_events", "action"],
        ["log_entries", "body"],
        ["log_nodes", "hash"],
      ]) {
        for (const sql of [
          `UPDATE ${table} SET ${column} = ${column}`,
          `DELETE FROM ${table}`,
          `TRUNCATE ${table}`,
        ]) {
          await expect(app.query(sql), sql).rejects.toMatchObject({ code: "42501" });
        }
      }
    } finally {
      await app.end();
    }
  });
});

describe("etna audit check", () => {
  async function check(...args: readonly string[]) {
    const script = `const { auditCommand } = await import("./bin/etna/audit-check.ts");
      await auditCommand().parseAsync(process.argv.slice(1), { from: "user" });`;
    const outcome = run(
      process.execPath,
      ["--input-type=module", "-e", script, "--", "check", ...args],
      {
        cwd: root,
        env: { ...world.environment, PATH: process.env.PATH } as unknown as NodeJS.ProcessEnv,
      },
    );
    return await outcome.then(
      ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  }

  it("walks all chains, says their heads, and takes a head that was noted", async () => {
    const all = await check();
    expect(all).toMatchObject({ code: 0 });
    expect(all.stdout).toMatch(/^installation: holds, head \d+:[0-9a-f]{64}$/m);
    const head = /^chain-works: holds, head (\S+)$/m.exec(all.stdout)?.[1] ?? "";
    expect(await check("chain-works", "--after", head)).toMatchObject({ code: 0 });
    const [seq] = head.split(":");
    const wrong = await check("chain-works", "--after", `${seq}:${"d".repeat(64)}`, "--json");
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.stdout)).toMatchObject({
      ok: false,
      chains: [{ name: "chain-works", faults: [`Event ${seq} is not the one that was noted.`] }],
    });
  });

  it("exits 1 for a broken chain and 2 for wrong use", async () => {
    const sql = "UPDATE audit_events SET action = $2 WHERE chain = $1 AND seq = 2 RETURNING action";
    await owner.query("UPDATE audit_events SET detail = '{}' WHERE chain = $1 AND seq = 3", [
      team.organizationId,
    ]);
    await owner.query(sql, [team.organizationId, "fix.sign"]);
    const broken = await check(team.organizationId);
    expect(broken.code).toBe(1);
    expect(broken.stdout).toContain("  Event 2 is not the one that was recorded.");
    expect(await check("no-such-team")).toMatchObject({ code: 2 });
    expect(await check("--after", `1:${"0".repeat(64)}`)).toMatchObject({ code: 2 });
    expect(await check("chain-works", "--after", "1")).toMatchObject({ code: 2 });
  });
});

async function seqAt(chain: string, place: string): Promise<number> {
  const { events } = await s.audit.checkChain(chain === "installation" ? null : chain);
  if (place === "first") return 1;
  return place === "last" ? Number(events) : 3;
}
