import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectOneTree, expectWhole } from "../support/expect-whole.ts";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import { give, startWorkerProcess, type WorkerProcess } from "../support/worker-process.ts";
import { eventually, git, openWorld, type World } from "../support/world.ts";

const points = [
  "read: begun",
  "read: done, not recorded",
  "state: begun",
  "state: commit of merge_attestations not yet sent",
  "state: commit of merge_attestations confirmed",
  "state: done, not recorded",
  "state: recorded",
];

let world: World;
let s: Services;
let team: Team;
let worker: WorkerProcess;
let path: string;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Killed Merges");
  path = await world.repository("merges", faultyFiles(points.length));
  const { id } = await s.repositories.connectRepository(team.as("owner"), team.organizationId, {
    path,
  });
  worker = await startWorkerProcess(world);
  const scan = await s.runs.startScan(team.as("owner"), team.organizationId, id);
  await endOfRun(s, team.organizationId, scan.id);
});

afterAll(async () => {
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function signedFix() {
  const found = await s.findings.listFindings(team.organizationId, { limit: 100 });
  const open = found.find(({ fixId, state }) => fixId === null && state === "open")!;
  const run = await s.runs.startFix(team.as("developer"), team.organizationId, open.id);
  const { fixId } = await endOfRun(s, team.organizationId, run.id);
  const fix = (await s.fixes.getFix(team.organizationId, fixId!))!;
  await s.fixes.approveFix(team.as("approver"), team.organizationId, fix.id, seen(fix));
  return await eventually("the signature", async () => {
    const now = await s.fixes.getFix(team.organizationId, fix.id);
    return now?.state === "signed" ? now : null;
  });
}

describe("a worker killed with -9 while it states a merge", () => {
  it.each(points.map((point, index) => ({ point, index })))(
    "at “$point” leaves one statement that verifies, and one entry",
    async ({ point, index }) => {
      const fix = await signedFix();
      await give(world, { point, action: "kill" });
      await git(path, "update-ref", "refs/heads/main", fix.headCommit);
      await s.fixes.followReview(team.organizationId, fix.id);
      expect(await worker.ended, worker.errors()).toBe("SIGKILL");
      await give(world, null);
      worker = await startWorkerProcess(world);
      await eventually("the statement of the merge", async () => {
        return (await s.fixes.getFix(team.organizationId, fix.id))?.mergedAs;
      });
      await eventually("every workflow to end", async () => {
        const rows = await world.database.query(
          "SELECT 1 FROM dbos.workflow_status WHERE status <> 'SUCCESS' LIMIT 1",
        );
        return rows.length === 0;
      });
      const answer = await s.provenance.readVerification(fix.id);
      expect(answer?.verification.mergedStatement?.predicate.relation).toBe("same_tree");
      expect(answer?.verification.ok).toBe(true);
      expect(await expectOneTree(world)).toBe(2 * (index + 1));
    },
  );

  it("leaves one event a merge, an entry for each statement, the first and the keys, and chains that hold", async () => {
    await expectWhole(world, s, team.organizationId, {
      "fix.notice_merge": points.length,
      "fix.state_merge": points.length,
    });
    expect((await s.provenance.readLogStatus()).size).toBe(2 + 2 * points.length);
  });
});
