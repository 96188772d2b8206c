import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectOneTree, expectWhole } from "../support/expect-whole.ts";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import { give, startWorkerProcess, type WorkerProcess } from "../support/worker-process.ts";
import { eventually, openWorld, type World } from "../support/world.ts";

const scanPoints = [
  "snapshot: begun",
  "snapshot: done, not recorded",
  "scan: begun",
  "scan: commit of findings not yet sent",
  "scan: commit of findings confirmed",
  "scan: done, not recorded",
  "end: begun",
  "end: done, not recorded",
  "end: recorded",
];

const signPoints = [
  "look: begun",
  "look: done, not recorded",
  "sign: begun",
  "sign: commit of attestations not yet sent",
  "sign: commit of attestations confirmed",
  "sign: done, not recorded",
  "sign: recorded",
];

let world: World;
let s: Services;
let team: Team;
let worker: WorkerProcess;
let repositoryId: string;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Killed Scans");
  const path = await world.repository("scans", faultyFiles(signPoints.length));
  repositoryId = (
    await s.repositories.connectRepository(team.as("owner"), team.organizationId, { path })
  ).id;
  worker = await startWorkerProcess(world);
});

afterAll(async () => {
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

/** The worker at work dies of the order; another one takes over. */
async function replaceKilled(): Promise<void> {
  expect(await worker.ended, worker.errors()).toBe("SIGKILL");
  await give(world, null);
  worker = await startWorkerProcess(world);
}

describe("a worker killed with -9 while it scans", () => {
  it.each(scanPoints)(
    "at “%s” records the scan once, and says what it first found",
    async (point) => {
      const first = point === scanPoints[0];
      // What the findings of the scan before said must not depend on who asked first.
      if (point.includes("confirmed")) await world.database.query("DELETE FROM findings");
      await give(world, { point, action: "kill" });
      const { id } = await s.runs.startScan(
        team.as("developer"),
        team.organizationId,
        repositoryId,
      );
      await replaceKilled();
      const run = await endOfRun(s, team.organizationId, id);
      const fresh = first || point.includes("confirmed") ? signPoints.length : 0;
      expect(run).toMatchObject({
        state: "succeeded",
        outcome: expect.stringContaining(`${signPoints.length} open, ${fresh} new, 0 gone.`),
      });
    },
  );

  it("leaves one event a scan, no finding twice, and a chain that holds", async () => {
    const found = await s.findings.listFindings(team.organizationId, { limit: 100 });
    expect(found).toHaveLength(signPoints.length);
    await expectWhole(world, s, team.organizationId, { "finding.record": scanPoints.length });
  });
});

describe("a worker killed with -9 while it signs", () => {
  it.each(signPoints.map((point, index) => ({ point, index })))(
    "at “$point” leaves one signature that verifies",
    async ({ point, index }) => {
      const found = await s.findings.listFindings(team.organizationId, { limit: 100 });
      const findingId = found.filter((finding) => finding.fixId === null)[0]!.id;
      const run = await s.runs.startFix(team.as("developer"), team.organizationId, findingId);
      const { fixId } = await endOfRun(s, team.organizationId, run.id);
      const fix = (await s.fixes.getFix(team.organizationId, fixId!))!;
      await give(world, { point, action: "kill" });
      await s.fixes.approveFix(team.as("approver"), team.organizationId, fix.id, seen(fix));
      await replaceKilled();
      await eventually("the signature", async () => {
        return (await s.fixes.getFix(team.organizationId, fix.id))?.state === "signed";
      });
      expect((await s.provenance.readVerification(fix.id))?.verification.ok).toBe(true);
      await workflowsAreDone();
      expect(await expectOneTree(world)).toBe(index + 1);
    },
  );

  it("leaves one event a signature, an entry for each, the first and the keys, and chains that hold", async () => {
    await expectWhole(world, s, team.organizationId, {
      "fix.sign": signPoints.length,
      "fix.approve": signPoints.length,
    });
    expect((await s.provenance.readLogStatus()).size).toBe(2 + signPoints.length);
  });
});

/** A second signature would come from a workflow that is still to be repeated. */
async function workflowsAreDone(): Promise<void> {
  await eventually("every workflow to end", async () => {
    const rows = await world.database.query(
      "SELECT 1 FROM dbos.workflow_status WHERE status <> 'SUCCESS' LIMIT 1",
    );
    return rows.length === 0;
  });
}
