import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ForgeEvent } from "#samples/forge/events.ts";
import { type ForgeWorld, openForgeWorld } from "../support/forge-world.ts";
import {
  type HostedRepository,
  hostedProject,
  hostedRepository,
} from "../support/hosted-repository.ts";
import { endOfRun, faultyFiles, openTeam, type Team } from "../support/team.ts";
import { give, startWorkerProcess, type WorkerProcess } from "../support/worker-process.ts";

/** What the worker is at when it dies, or what has just come to be on the forge, its answer lost. */
const points = [
  "snapshot: done, not recorded",
  "forge: branch made",
  "branch: done, not recorded",
  "forge: review opened",
  "forge: check said",
  "review: commit of fixes not yet sent",
  "review: commit of fixes confirmed",
  "review: done, not recorded",
];

let w: ForgeWorld;
let team: Team;
let worker: WorkerProcess;

beforeAll(async () => {
  w = await openForgeWorld();
  team = await openTeam(w.world, w.s, "Killed Hosted");
  w.github.sendsHooks = false;
  w.gitlab.sendsHooks = false;
  worker = await startWorkerProcess(w.world);
});

afterAll(async () => {
  await worker?.stop();
  await w?.close();
});

describe.each([
  ["github", hostedRepository],
  ["gitlab", hostedProject],
] as const)("a worker killed with -9 while it makes a fix on %s", (kind, connect) => {
  let at: HostedRepository;
  let findingIds: string[];
  /** What the forge does next is the last that this worker has done. */
  let deadly: string | null = null;

  beforeAll(async () => {
    at = await connect(w, team, "killed", faultyFiles(points.length));
    const scan = await w.s.runs.startScan(team.as("owner"), team.organizationId, at.repositoryId);
    await endOfRun(w.s, team.organizationId, scan.id);
    const found = await w.s.findings.listFindings(team.organizationId, {
      repositoryId: at.repositoryId,
      limit: 100,
    });
    findingIds = found.map(({ id }) => id);
    expect(findingIds).toHaveLength(points.length);
    w[kind].forge.onEvent((event) => {
      if (deadly !== null && deadly === nameOf(event)) process.kill(worker.pid, "SIGKILL");
    });
  });

  it.each(points.map((point, index) => ({ point, index })))(
    "at “$point” leaves one branch and one review",
    async ({ point, index }) => {
      if (point.startsWith("forge: ")) deadly = point.slice("forge: ".length);
      else await give(w.world, { point, action: "kill" });
      const { organizationId } = team;
      const as = team.as("developer");
      const started = await w.s.runs.startFix(as, organizationId, findingIds[index]!);
      expect(await worker.ended, worker.errors()).toBe("SIGKILL");
      deadly = null;
      await give(w.world, null);
      worker = await startWorkerProcess(w.world);
      const run = await endOfRun(w.s, organizationId, started.id);
      expect(run, run.outcome ?? "").toMatchObject({ state: "succeeded" });
      const fix = (await w.s.fixes.getFix(organizationId, run.fixId!))!;
      const { repository } = at;
      expect((await repository.git.branches()).size).toBe(index + 2);
      expect(await repository.git.resolve(`refs/heads/${fix.branch}`)).toBe(fix.headCommit);
      const own = await repository.git.history(`${fix.baseCommit}..${fix.headCommit}`);
      expect(own).toHaveLength(1);
      const reviews = [...repository.changes.values()];
      expect(reviews).toHaveLength(index + 1);
      const review = reviews.find(({ headBranch }) => headBranch === fix.branch);
      expect(review).toMatchObject({ state: "open", number: fix.reviewNumber });
      expect([...review!.labels]).toEqual(["etna"]);
      const said = repository.checks.filter(({ sha }) => sha === fix.headCommit);
      expect(said.map(({ name, title }) => `${name}: ${title}`)).toEqual([
        "Etna: Waits for a person",
      ]);
    },
  );
});

function nameOf(event: ForgeEvent): string | null {
  if (event.kind === "push" && event.branch.startsWith("etna/")) return "branch made";
  if (event.kind === "change" && event.action === "opened") return "review opened";
  return event.kind === "check" ? "check said" : null;
}
