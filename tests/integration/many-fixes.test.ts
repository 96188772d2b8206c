import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Worker } from "#lib/platform/jobs/index.ts";
import { type ForgeWorld, openForgeWorld } from "../support/forge-world.ts";
import { harbourFiles, standIns } from "../support/harbour/index.ts";
import { type HostedRepository, hostedRepository } from "../support/hosted-repository.ts";
import { endOfRun, openTeam, type Team } from "../support/team.ts";

const run = promisify(execFile);
const python = await run("python3", ["--version"]).then(
  () => true,
  () => false,
);

let w: ForgeWorld;
let worker: Worker;
let team: Team;
let at: HostedRepository;

beforeAll(async () => {
  w = await openForgeWorld();
  team = await openTeam(w.world, w.s, "Harbour");
  w.github.sendsHooks = false;
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  worker = await startWorker({ workflows: [w.s.runs.scanWorkflow, w.s.runs.fixWorkflow] });
  at = await hostedRepository(w, team, "harbour", harbourFiles);
  await w.s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, {
    openFixBudget: 60,
  });
});

afterAll(async () => {
  await worker?.stop();
  await w?.close();
});

/** The default branch as it now is, in a folder with what stands in for its packages. */
async function checkOut(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "harbour-"));
  await run("git", ["clone", "--quiet", at.repository.git.gitDir, folder]);
  for (const [path, text] of Object.entries(standIns)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** Runs the repository's own tests; throws with what they printed where one fails. */
async function runOwnTests(): Promise<void> {
  const folder = await checkOut();
  // A test runner inside another one would report to it.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  try {
    await run(process.execPath, ["--test"], { cwd: folder, env });
    if (!python) return;
    const path = `${folder}:${join(folder, "python_stand_ins")}`;
    const unittest = ["-B", "-m", "unittest", "tests.test_tools"];
    await run("python3", unittest, { cwd: folder, env: { ...env, PYTHONPATH: path } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe("a repository with faults in every area", () => {
  it("gets one clean review a fault, and its own tests stay green when all are merged", async () => {
    await runOwnTests();

    const scan = await w.s.runs.startScan(team.as("owner"), team.organizationId, at.repositoryId);
    expect(await endOfRun(w.s, team.organizationId, scan.id)).toMatchObject({ state: "succeeded" });
    const findings = await w.s.findings.listFindings(team.organizationId, {
      repositoryId: at.repositoryId,
      limit: 200,
    });
    const families = new Set(findings.map(({ ruleId }) => ruleId.split("/")[0]));
    expect([...families].sort()).toEqual(
      ["actions", "dependencies", "docker", "gitlab", "js", "py", "secrets"].sort(),
    );
    const fixable = findings.filter((each) => each.fixable);
    expect(fixable.length).toBeGreaterThanOrEqual(30);

    const started = [];
    for (const { id } of fixable) {
      started.push(await w.s.runs.startFix(team.as("developer"), team.organizationId, id));
    }
    for (const { id } of started) {
      const ended = await endOfRun(w.s, team.organizationId, id);
      expect(ended, `${ended.ruleId}: ${ended.outcome ?? ""}`).toMatchObject({
        state: "succeeded",
      });
    }
    const changes = [...at.repository.changes.values()];
    expect(changes.length).toBe(fixable.length);
    expect(new Set(changes.map(({ headBranch }) => headBranch)).size).toBe(fixable.length);
    expect(changes.every(({ headBranch }) => headBranch.startsWith("etna/"))).toBe(true);

    for (const change of changes) {
      await at.forge.merge(at.repository, change, at.owner, "merge");
    }
    await runOwnTests();

    const last = await w.s.runs.startScan(team.as("owner"), team.organizationId, at.repositoryId);
    await endOfRun(w.s, team.organizationId, last.id);
    const left = await w.s.findings.listFindings(team.organizationId, {
      repositoryId: at.repositoryId,
      limit: 200,
    });
    expect(left.filter((each) => each.fixable)).toEqual([]);
  });
});
