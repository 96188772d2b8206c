import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  byStep,
  chooseFakeModel,
  type ModelWorld,
  openModelWorld,
  pipedCommands,
  repairs,
} from "../support/model-world.ts";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, openTeam, seen, type Team } from "../support/team.ts";
import { eventually, git } from "../support/world.ts";

let world: ModelWorld;
let s: Services;
let team: Team;
let stranger: Team;
let path: string;
let repositoryId: string;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  world = await openModelWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Model Runs");
  stranger = await openTeam(world, s, "Strangers");
  await chooseFakeModel(world, team, "fix");
  path = await world.repository("commands", pipedCommands(8));
  ({ id: repositoryId } = await s.repositories.connectRepository(
    team.as("owner"),
    team.organizationId,
    { path },
  ));
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const worker = await startWorker({
    workflows: [s.runs.scanWorkflow, s.runs.modelFixWorkflow, s.fixes.signWorkflow],
  });
  stopWorker = () => worker.stop();
  const scan = await s.runs.startScan(team.as("owner"), team.organizationId, repositoryId);
  await endOfRun(s, team.organizationId, scan.id);
});

beforeEach(() => {
  world.models.received.length = 0;
  world.models.turns = repairs;
});

afterAll(async () => {
  await stopWorker?.();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function openFinding() {
  const found = await s.findings.listFindings(team.organizationId, { limit: 100 });
  return found.find(({ fixId, state, fixable }) => !fixable && fixId === null && state === "open")!;
}

async function fixByModel() {
  const run = await s.runs.startFix(
    team.as("developer"),
    team.organizationId,
    (await openFinding()).id,
  );
  return await endOfRun(s, team.organizationId, run.id);
}

describe("a fix by the organization's model", () => {
  it("walks from a finding that no rule repairs to a signed statement with the digest of what was shown", async () => {
    const run = await fixByModel();
    expect(run).toMatchObject({ state: "succeeded", outcome: "Proposed a fix. A person decides." });
    const fix = (await s.fixes.getFix(team.organizationId, run.fixId!))!;
    expect(fix.checks.map(({ id, outcome }) => [id, outcome])).toEqual([
      ["scope", "passed"],
      ["size", "passed"],
      ["parses", "passed"],
      ["tests_kept", "passed"],
      ["reach", "passed"],
      ["finding_gone", "passed"],
      ["no_new_findings", "passed"],
      ["second_opinion", "not_run"],
      ["customer_ci", "not_run"],
    ]);
    expect(await git(path, "rev-parse", `refs/heads/${fix.branch}`)).toBe(fix.headCommit);
    await s.fixes.approveFix(team.as("approver"), team.organizationId, fix.id, seen(fix));
    await eventually("the signature", async () => {
      return (await s.fixes.getFix(team.organizationId, fix.id))?.state === "signed";
    });
    const answer = (await s.provenance.readVerification(fix.id))!;
    expect(answer.verification.ok).toBe(true);
    const { ledgerDigest } = await import("#lib/engines/agent/index.ts");
    const [attempt] = await world.database.query(
      "SELECT ledger, steps, state, input_tokens, cost_micro_usd FROM agent_attempts WHERE run_id = $1",
      [run.id],
    );
    expect(attempt).toMatchObject({ steps: 3, state: "submitted", input_tokens: 3600 });
    const digest = ledgerDigest([attempt!.ledger as never]);
    expect(answer.verification.statement?.predicate.context.ledger).toBe(`sha256:${digest}`);
    expect(JSON.stringify(answer.verification.statement?.predicate.agent)).toContain('"model"');
    const calls = await world.database.query("SELECT state, answer FROM model_calls");
    expect(calls).toEqual([1, 2, 3].map(() => ({ state: "answered", answer: null })));
  });
});
