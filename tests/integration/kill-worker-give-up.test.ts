import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectWhole } from "../support/expect-whole.ts";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import {
  give,
  startWorkerProcess,
  untilReached,
  type WorkerProcess,
} from "../support/worker-process.ts";
import { eventually, git, openWorld, type World } from "../support/world.ts";

let world: World;
let s: Services;
let team: Team;
let worker: WorkerProcess;
let repositoryPath: string;
let repositoryId: string;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Given Up");
  repositoryPath = await world.repository("faults", faultyFiles(8));
  const connected = await s.repositories.connectRepository(team.as("owner"), team.organizationId, {
    path: repositoryPath,
  });
  repositoryId = connected.id;
  worker = await startWorkerProcess(world);
  const scan = await s.runs.startScan(team.as("owner"), team.organizationId, repositoryId);
  await endOfRun(s, team.organizationId, scan.id);
});

afterAll(async () => {
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function startFix() {
  const found = await s.findings.listFindings(team.organizationId, { limit: 100 });
  const finding = found.find((each) => each.fixId === null && each.runId === null)!;
  const run = await s.runs.startFix(team.as("developer"), team.organizationId, finding.id);
  return { runId: run.id, findingId: finding.id };
}

async function branches(): Promise<readonly string[]> {
  const text = await git(repositoryPath, "for-each-ref", "--format=%(refname)", "refs/heads/etna");
  return text === "" ? [] : text.split("\n");
}

describe("canceling a run", () => {
  it.each([
    "snapshot: begun",
    "snapshot: done, not recorded",
    "patch: begun",
    "validate: begun",
    "branch: begun",
    "branch: branch made",
    "branch: done, not recorded",
    "review: begun",
    "review: commit of run_steps confirmed",
    "review: commit of fixes not yet sent",
  ])("at “%s” ends it and leaves no branch", async (point) => {
    // A git call cannot be held; to hold after it, the next commit is where the branch stands.
    const at = point === "branch: branch made" ? "branch: commit of run_steps confirmed" : point;
    await give(world, { point: at, action: "hold" });
    const { runId } = await startFix();
    await untilReached(world);
    if (point.includes("fixes")) {
      // The fix is as good as there: the cancel waits for it, and is told where to say no.
      const canceling = s.runs.cancelRun(team.as("developer"), team.organizationId, runId);
      await give(world, null);
      await expect(canceling).rejects.toMatchObject({ code: "conflict" });
      const { fixId } = await endOfRun(s, team.organizationId, runId);
      await s.fixes.rejectFix(team.as("approver"), team.organizationId, fixId!, "Only a test.");
    } else {
      await s.runs.cancelRun(team.as("developer"), team.organizationId, runId);
      await give(world, null);
      expect(await endOfRun(s, team.organizationId, runId)).toMatchObject({
        state: "canceled",
        outcome: "Cancelled by a person.",
        fixId: null,
      });
    }
    expect(await branches()).toEqual([]);
    await world.database.query("DELETE FROM runs WHERE id = $1", [runId]);
    await world.database.query("UPDATE findings SET state = 'open'");
  });
});

describe("two workers", () => {
  it("do the work of many runs once", async () => {
    const second = await startWorkerProcess(world);
    const before = (await events("run.start")).length;
    const runs = [await startFix(), await startFix(), await startFix()];
    const approved = await Promise.all(
      runs.map(async ({ runId }) => {
        const { fixId } = await endOfRun(s, team.organizationId, runId);
        const fix = (await s.fixes.getFix(team.organizationId, fixId!))!;
        await s.fixes.approveFix(team.as("approver"), team.organizationId, fix.id, seen(fix));
        return fix;
      }),
    );
    for (const fix of approved) {
      await eventually("the signature", async () => {
        return (await s.fixes.getFix(team.organizationId, fix.id))?.state === "signed";
      });
    }
    expect((await events("run.start")).length).toBe(before + runs.length);
    expect(await branches()).toHaveLength(runs.length);
    await expectWhole(world, s, team.organizationId, {
      "fix.approve": runs.length,
      "fix.sign": runs.length,
    });
    for (const { runId } of runs) {
      const steps = await world.database.query(
        `SELECT target FROM audit_events WHERE action = 'run.advance' AND target->>'id' = $1
           AND detail->>'step' IS NOT NULL AND detail->>'state' = 'done'`,
        [runId],
      );
      expect(steps).toHaveLength(5);
    }
    await second.stop();
  });
});

describe("a workflow that kills its worker each time", () => {
  it("is given up after five revivals, says so, and leaves no branch behind", async () => {
    const before = await branches();
    await give(world, { point: "branch: done, not recorded", action: "kill" });
    const { runId, findingId } = await startFix();
    for (let death = 1; death <= 6; death++) {
      expect(await worker.ended, `death ${death}. ${worker.errors()}`).toBe("SIGKILL");
      worker = await startWorkerProcess(world);
    }
    const run = await endOfRun(s, team.organizationId, runId);
    expect(run).toMatchObject({ state: "failed", outcome: expect.stringContaining("gave up") });
    expect(run.fixId).toBeNull();
    await give(world, null);
    await eventually("the branch to go", async () => (await branches()).length === before.length);
    const again = await s.runs.startFix(team.as("developer"), team.organizationId, findingId);
    expect(await endOfRun(s, team.organizationId, again.id)).toMatchObject({ state: "succeeded" });
  });
});

async function events(action: string) {
  return await world.database.query(
    "SELECT seq FROM audit_events WHERE chain = $1 AND action = $2",
    [team.organizationId, action],
  );
}
