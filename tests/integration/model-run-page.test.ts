import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  byStep,
  chooseFakeModel,
  type ModelWorld,
  openModelWorld,
  pipedCommands,
  repairs,
} from "../support/model-world.ts";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, openTeam, type Team } from "../support/team.ts";

let world: ModelWorld;
let s: Services;
let attempts: typeof import("#lib/services/attempts/index.ts");
let team: Team;
let stranger: Team;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  world = await openModelWorld();
  s = await loadServices();
  attempts = await import("#lib/services/attempts/index.ts");
  team = await openTeam(world, s, "Run Pages");
  stranger = await openTeam(world, s, "Strangers");
  await chooseFakeModel(world, team, "fix");
  const path = await world.repository("pages", pipedCommands(3));
  const { id } = await s.repositories.connectRepository(team.as("owner"), team.organizationId, {
    path,
  });
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const worker = await startWorker({ workflows: [s.runs.scanWorkflow, s.runs.modelFixWorkflow] });
  stopWorker = () => worker.stop();
  const scan = await s.runs.startScan(team.as("owner"), team.organizationId, id);
  await endOfRun(s, team.organizationId, scan.id);
});

afterAll(async () => {
  await stopWorker?.();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function fixByModel() {
  const found = await s.findings.listFindings(team.organizationId, { limit: 100 });
  const open = found.find(({ fixId, state }) => fixId === null && state === "open")!;
  const run = await s.runs.startFix(team.as("developer"), team.organizationId, open.id);
  return await endOfRun(s, team.organizationId, run.id);
}

const givesUp = byStep(
  (path) => ({
    text: "I look first.",
    calls: [
      ["view", { path, start_line: 1, end_line: 3 }],
      ["str_replace", { path, old_text: "import { exec }", new_text: "import { execFile }" }],
    ],
  }),
  () => ({ calls: [["submit", { fixed: false, summary: "The pipe is needed." }]] }),
);

describe("what a run's page reads", () => {
  it("tells each step, what it took and what was shown; the ledger's file has the digest of the statement", async () => {
    world.models.turns = repairs;
    const run = await fixByModel();
    const [attempt, ...others] = await attempts.readAttempts(team.organizationId, run.id);
    expect(others).toEqual([]);
    expect(attempt).toMatchObject({
      number: 1,
      purpose: "fix",
      state: "submitted",
      steps: 3,
      inputTokens: 3600,
      outputTokens: 240,
      end: { state: "submitted" },
    });
    expect(attempt!.events.map(({ kind, step }) => `${step} ${kind}`)).toEqual([
      ...["1 asked", "1 answered", "1 tool", "1 changed", "1 tool", "1 changed"],
      ...["2 asked", "2 answered", "2 tool", "2 checked"],
      ...["3 asked", "3 answered", "3 tool", "3 checked", "3 ended"],
    ]);
    expect(attempt!.patch).toContain('+  execFile("git"');
    expect(await s.runs.readProposedPatch(team.organizationId, run.id)).toBe(attempt!.patch);
    const ledger = (await attempts.readLedger(team.organizationId, run.id))!;
    expect(createHash("sha256").update(ledger.text).digest("hex")).toBe(ledger.sha256);
    expect(JSON.parse(ledger.text)).toEqual([attempt!.ledger]);
    const fix = await s.fixes.getFix(team.organizationId, run.fixId!);
    expect(fix).toMatchObject({
      ledgerSha256: ledger.sha256,
      model: "openai-compatible/qwen3-coder",
    });
    expect(run).toMatchObject({ fixer: "model", model: "openai-compatible/qwen3-coder" });

    const paid = "UPDATE agent_attempts SET cost_micro_usd = 6000 WHERE run_id = $1";
    await world.database.query(paid, [run.id]);
    const [known] = await attempts.readAttempts(team.organizationId, run.id);
    expect(known?.costUsd).toBe(0.006);

    expect(await attempts.readAttempts(stranger.organizationId, run.id)).toEqual([]);
    expect(await attempts.readLedger(stranger.organizationId, run.id)).toBeNull();
    expect(await attempts.readProgress(stranger.organizationId, run.id)).toBe("[]");
    expect(await s.runs.readProposedPatch(stranger.organizationId, run.id)).toBeNull();
  });

  it("keeps the last change of one that gave up, tells a torn attempt, and joins it to its other tries", async () => {
    world.models.turns = givesUp;
    const run = await fixByModel();
    const before = (await attempts.readAttempts(team.organizationId, run.id))[0]!;
    expect(before).toMatchObject({ state: "ended", end: { why: "The pipe is needed." } });
    expect(before.patch).toContain("+import { execFile }");
    expect(await s.runs.readProposedPatch(team.organizationId, run.id)).toBeNull();

    await world.database.query(
      `UPDATE agent_attempts SET state = 'running', "end" = NULL, ledger = NULL, steps = 0,
         input_tokens = 0, output_tokens = 0, cost_micro_usd = NULL WHERE run_id = $1`,
      [run.id],
    );
    const torn = (await attempts.readAttempts(team.organizationId, run.id))[0]!;
    expect(torn).toEqual({
      ...before,
      state: "broken_off",
      end: null,
      ledger: before.ledger,
    });
    expect(await attempts.readLedger(team.organizationId, run.id)).toBeNull();

    const { organizationId } = team;
    expect(await s.runs.readRelatedRuns(organizationId, run)).toEqual({
      others: [],
      mayAskAgain: true,
    });
    const again = await s.runs.retryRun(team.as("developer"), organizationId, run.id, "Split it.");
    const second = await endOfRun(s, organizationId, again.id);
    expect(second).toMatchObject({ note: "Split it.", retryOf: run.id });
    const { others } = await s.runs.readRelatedRuns(organizationId, run);
    expect(others).toEqual([
      { id: second.id, number: second.number, state: "failed", retryOf: run.id },
    ]);
    expect(await s.runs.readRelatedRuns(stranger.organizationId, run)).toEqual({
      others: [],
      mayAskAgain: false,
    });
  });

  it("tells what the provider refused, and that nothing was paid", async () => {
    world.models.turns = [{ status: 401 }];
    const run = await fixByModel();
    const [attempt] = await attempts.readAttempts(team.organizationId, run.id);
    expect(attempt).toMatchObject({
      state: "ended",
      end: { state: "model_failed" },
      inputTokens: 0,
    });
    expect(attempt!.events.map(({ kind }) => kind)).toEqual(["asked", "failed", "ended"]);
    expect(attempt!.events[1]!.detail).toMatchObject({ kind: "key_refused", waitMs: null });
    expect(attempt!.patch).toBeNull();
  });
});
