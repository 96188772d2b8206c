import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectWhole } from "../support/expect-whole.ts";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, faultyFiles, openTeam, type Team } from "../support/team.ts";
import { give, startWorkerProcess, type WorkerProcess } from "../support/worker-process.ts";
import { git, openWorld, type World } from "../support/world.ts";

/** Before each step's work, between its effect and its record, and after: that is the next one's before. */
const points = [
  "snapshot: begun",
  "snapshot: done, not recorded",
  "patch: done, not recorded",
  "validate: done, not recorded",
  "branch: branch not yet made",
  "branch: branch made",
  "branch: done, not recorded",
  "review: commit of fixes not yet sent",
  "review: commit of fixes confirmed",
  "review: done, not recorded",
  "end: done, not recorded",
  "end: recorded",
];

let world: World;
let s: Services;
let team: Team;
let worker: WorkerProcess;
let repositoryPath: string;
let findingIds: string[];

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Killed Fixes");
  repositoryPath = await world.repository("fixes", faultyFiles(points.length));
  const { id } = await s.repositories.connectRepository(team.as("owner"), team.organizationId, {
    path: repositoryPath,
  });
  worker = await startWorkerProcess(world);
  const scan = await s.runs.startScan(team.as("owner"), team.organizationId, id);
  await endOfRun(s, team.organizationId, scan.id);
  const found = await s.findings.listFindings(team.organizationId, { limit: 100 });
  findingIds = found.map((finding) => finding.id);
  expect(findingIds).toHaveLength(points.length);
});

afterAll(async () => {
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

describe("a worker killed with -9 while it makes a fix", () => {
  it.each(points.map((point, index) => ({ point, index })))(
    "at “$point” leaves one branch and one review",
    async ({ point, index }) => {
      await give(world, { point, action: "kill" });
      const findingId = findingIds[index]!;
      const started = await s.runs.startFix(team.as("developer"), team.organizationId, findingId);
      expect(await worker.ended, worker.errors()).toBe("SIGKILL");
      await give(world, null);
      worker = await startWorkerProcess(world);
      const run = await endOfRun(s, team.organizationId, started.id);
      expect(run).toMatchObject({ state: "succeeded" });
      const fix = (await s.fixes.getFix(team.organizationId, run.fixId!))!;
      const tips = await git(repositoryPath, "for-each-ref", "--format=%(refname:short)");
      expect(tips.split("\n")).toHaveLength(index + 2);
      expect(await git(repositoryPath, "rev-parse", fix.branch)).toBe(fix.headCommit);
      expect(await git(repositoryPath, "rev-list", "--count", `main..${fix.branch}`)).toBe("1");
    },
  );

  it("leaves as many fixes as runs, one proposal event each, and a chain that holds", async () => {
    const fixes = await s.fixes.listFixes(team.organizationId, { limit: 100 });
    expect(new Set(fixes.map((fix) => fix.branch)).size).toBe(points.length);
    expect(fixes).toHaveLength(points.length);
    await expectWhole(world, s, team.organizationId, {
      "fix.propose": points.length,
      "finding.record": 1,
    });
  });
});
