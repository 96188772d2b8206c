import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Said, Turn } from "../fakes/models/turn.ts";
import {
  byStep,
  chooseFakeModel,
  type ModelWorld,
  openModelWorld,
  pipedCommands,
  repairs,
} from "../support/model-world.ts";
import { bytes, log, result, run as sarifRun } from "../support/sarif.ts";
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
  path = await world.repository("commands", pipedCommands(20));
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

beforeEach(async () => {
  await world.database.query("UPDATE model_keys SET state = 'working'");
  world.models.received.length = 0;
  world.models.turns = repairs;
});

afterAll(async () => {
  await stopWorker?.();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

const act = (name: string, input: unknown): readonly Turn[] =>
  byStep(() => ({ calls: [[name, input]] }));

/** What the statement of a fix says. */
async function statementOf(fixId: string) {
  const fix = (await s.fixes.getFix(team.organizationId, fixId))!;
  await s.fixes.approveFix(team.as("approver"), team.organizationId, fix.id, seen(fix));
  await eventually("the signature", async () => {
    return (await s.fixes.getFix(team.organizationId, fix.id))?.state === "signed";
  });
  const { verification } = (await s.provenance.readVerification(fix.id))!;
  expect(verification.ok).toBe(true);
  return verification.statement!.predicate;
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function attemptsOf(runId: string) {
  return await world.database.query(
    "SELECT * FROM agent_attempts WHERE run_id = $1 ORDER BY number",
    [runId],
  );
}

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
    const { context, agent, findings } = await statementOf(fix.id);
    const { ledgerDigest } = await import("#lib/engines/agent/index.ts");
    const [attempt] = await attemptsOf(run.id);
    expect(attempt).toMatchObject({ steps: 3, state: "submitted", input_tokens: 3600 });
    expect(context.ledger).toBe(`sha256:${ledgerDigest([attempt!.ledger as never])}`);
    expect(Object.keys(agent)).toEqual(["name", "version", "model"]);
    expect(findings[0]?.rule).toBeDefined();
    const { ledgerNamed } = await import("#lib/services/attempts/index.ts");
    const stated = ledgerDigest([attempt!.ledger as never]);
    const later = [attempt, { ledger: null }, { ledger: { version: 1 } }] as never;
    expect(sha256Of(ledgerNamed(later, stated)!)).toBe(stated);
    expect(ledgerNamed(later, "0".repeat(64))).toBeNull();
    const { exportProvenance } = await import("#lib/services/export/index.ts");
    const exported = await exportProvenance(team.as("owner"), team.organizationId);
    const files = new Map<string, Uint8Array>();
    for await (const { path: name, bytes } of exported) files.set(name, bytes);
    const ledger = files.get(`fixes/${fix.id}/ledger.json`);
    expect(sha256Of(Buffer.from(ledger!).toString("utf8"))).toBe(stated);
    const calls = await world.database.query("SELECT state, answer FROM model_calls");
    expect(calls).toEqual([1, 2, 3].map(() => ({ state: "answered", answer: null })));
  });

  it.each([
    [
      "gives up",
      act("submit", { fixed: false, summary: "It needs a person." }),
      /gave up: It needs/,
    ],
    [
      "only talks",
      byStep(() => ({ text: "Done!" })),
      /gave up: The model (called no tool|repeated)/,
    ],
    [
      "claims success without a change",
      act("submit", { fixed: true, summary: "Done." }),
      /was refused\. Changes something/,
    ],
    [
      "calls what is no tool",
      act("shell", { command: "id" }),
      /gave up: The model repeated itself/,
    ],
    ["loses its key", [{ status: 401 }], /refused the key/],
    ["runs out of credit", [{ status: 402 }], /no credit left/],
    ["answers nonsense", ["malformed"], /cannot be read/],
    ["breaks off", ["short"], /broke off/],
  ] satisfies readonly (readonly [string, readonly Turn[], RegExp])[])(
    "that %s ends in words, with nothing on the forge",
    async (_what, turns, words) => {
      world.models.turns = turns;
      const run = await fixByModel();
      expect(run).toMatchObject({ state: "failed", fixId: null });
      expect(run.outcome).toMatch(words);
      expect(await attemptsOf(run.id)).toMatchObject([{ state: "ended" }]);
      const refs = await git(path, "for-each-ref", "refs/heads/etna");
      expect(refs.split("\n")).toHaveLength(1);
      const open = await world.database.query("SELECT 1 FROM model_calls WHERE state = 'asked'");
      expect(open).toEqual([]);
    },
  );

  it("stops within a second of a person asking for it, and what was sent is accounted for", async () => {
    world.models.turns = ["silent"];
    const finding = await openFinding();
    const started = await s.runs.startFix(team.as("developer"), team.organizationId, finding.id);
    await eventually("the request", async () => world.models.received.length > 0);
    await s.runs.cancelRun(team.as("developer"), team.organizationId, started.id);
    const run = await endOfRun(s, team.organizationId, started.id);
    expect(run).toMatchObject({ state: "canceled", outcome: "Cancelled by a person." });
    const [attempt] = await attemptsOf(run.id);
    expect(JSON.parse(String(attempt?.end))).toEqual({ state: "called_off" });
  });

  it("is tried again with a person's note, which is data to the model", async () => {
    world.models.turns = act("submit", { fixed: false, summary: "No idea." });
    const first = await fixByModel();
    world.models.turns = repairs;
    world.models.received.length = 0;
    const retry = (who: Team, role: "developer" | "viewer") =>
      s.runs.retryRun(who.as(role), who.organizationId, first.id, "Use execFile.");
    await expect(retry(stranger, "developer")).rejects.toMatchObject({ code: "not_found" });
    await expect(retry(team, "viewer")).rejects.toMatchObject({ code: "forbidden" });
    const again = await retry(team, "developer");
    expect((await retry(team, "developer")).id).toBe(again.id);
    const run = await endOfRun(s, team.organizationId, again.id);
    expect(run.state).toBe("succeeded");
    const told = JSON.stringify(world.models.received[0]?.body);
    expect(told).toMatch(/<data [0-9a-f]{32} a person’s note[^>]*>\\\\nUse execFile\./);
  });

  it("does what a person wrote, once for one comment, and says that no rule could tell", async () => {
    const words = "In src/log-1.ts call git without a shell, please.";
    const from = "https://forge.test/o/r/issues/7#comment-1";
    const ask = (who: Team, role: "developer" | "viewer") =>
      s.runs.startTask(who.as(role), who.organizationId, repositoryId, { words, from });
    await expect(ask(stranger, "developer")).rejects.toMatchObject({ code: "not_found" });
    await expect(ask(team, "viewer")).rejects.toMatchObject({ code: "forbidden" });
    const task = await ask(team, "developer");
    expect((await ask(team, "developer")).id).toBe(task.id);
    const run = await endOfRun(s, team.organizationId, task.id);
    expect(run.state).toBe("succeeded");
    const fix = (await s.fixes.getFix(team.organizationId, run.fixId!))!;
    expect(fix.checks.find(({ id }) => id === "finding_gone")).toMatchObject({
      outcome: "not_run",
      summary: "The task names no finding",
    });
    expect(fix.title).toBe(words);
    expect(await git(path, "log", "-1", "--format=%b", fix.headCommit)).toContain(
      "Asked for by a person.",
    );
  });

  it("leaves a person's task to people: no scan, no scanner and no export takes it for a finding", async () => {
    world.models.turns = act("submit", { fixed: false, summary: "No idea." });
    const words = "Say in the README what each file does.";
    const { organizationId } = team;
    const asked = await s.runs.startTask(team.as("developer"), organizationId, repositoryId, {
      words,
      from: null,
    });
    const { findingId } = await endOfRun(s, organizationId, asked.id);
    const read = async () => (await s.findings.getFinding(organizationId, findingId!))!;
    const task = await read();
    expect(task).toMatchObject({ task: true, state: "open", title: words, joinedToId: null });
    expect(await s.runs.getRun(organizationId, asked.id)).toMatchObject({
      task: true,
      ruleId: null,
      title: words,
    });

    const scan = await s.runs.startScan(team.as("owner"), organizationId, repositoryId);
    await endOfRun(s, organizationId, scan.id);
    const place = { uri: "README.md", line: 1 };
    // A scanner that calls itself a person, and reports under the category of tasks.
    const posing = sarifRun("A person", [result("task", place)], {
      automationDetails: { id: "task/" },
    });
    await s.findings.importSarif(
      team.as("developer"),
      organizationId,
      repositoryId,
      bytes(log(posing)),
    );
    expect(await read()).toEqual(task);
    const all = await s.findings.listFindings(organizationId, { limit: 100, ruleId: "task" });
    const posed = all.find(({ path: at }) => at === "README.md");
    expect(posed).toMatchObject({ task: false, detector: "A scanner named “A person”" });
    const exported = JSON.stringify(await s.findings.exportSarif(organizationId, repositoryId));
    expect(exported).not.toContain(words);
    await s.findings.triageFinding(team.as("developer"), organizationId, task.id, {
      decision: "ignore",
      reason: "Done by hand.",
    });
    expect(await read()).toMatchObject({ state: "ignored", stateReason: "Done by hand." });
  });

  it("is judged by a second model where one is chosen, whose word is in the ledger and can refuse it", async () => {
    await chooseFakeModel(world, team, "second_check", "judge-1");
    const verdict = (sound: boolean): readonly Turn[] => [
      (body) =>
        body.includes('"judge-1"')
          ? { calls: [["verdict", { sound, reason: "As I see it." }]] }
          : (repairs[0] as (body: string) => Said)(body),
    ];
    world.models.turns = verdict(false);
    const refused = await fixByModel();
    expect(refused.outcome).toMatch(/Second opinion: openai-compatible\/judge-1 does not find/);
    world.models.turns = verdict(true);
    const run = await fixByModel();
    const fix = (await s.fixes.getFix(team.organizationId, run.fixId!))!;
    expect(fix.checks.find(({ id }) => id === "second_opinion")).toMatchObject({
      outcome: "passed",
      summary: "openai-compatible/judge-1 finds it sound",
    });
    const { ledgerDigest } = await import("#lib/engines/agent/index.ts");
    const ledgers = (await attemptsOf(run.id)).map(({ ledger }) => ledger as never);
    expect(ledgers).toHaveLength(2);
    expect((await statementOf(fix.id)).context.ledger).toBe(`sha256:${ledgerDigest(ledgers)}`);
  });

  it("is refused without a model, to strangers, and to who may only look", async () => {
    const { id } = await openFinding();
    const start = (who: Team, role: "developer" | "viewer") =>
      s.runs.startFix(who.as(role), who.organizationId, id);
    await expect(start(stranger, "developer")).rejects.toMatchObject({ code: "not_found" });
    await expect(start(team, "viewer")).rejects.toMatchObject({ code: "forbidden" });
    await world.database.query("DELETE FROM model_choices WHERE purpose = 'fix'");
    await expect(start(team, "developer")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Settings → Model keys"),
    });
  });
});
