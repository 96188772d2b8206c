import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Turn } from "../fakes/models/turn.ts";
import { expectWhole } from "../support/expect-whole.ts";
import {
  chooseFakeModel,
  type ModelWorld,
  openModelWorld,
  pipedCommands,
  repairs,
} from "../support/model-world.ts";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, openTeam, type Team } from "../support/team.ts";
import { give, startWorkerProcess, type WorkerProcess } from "../support/worker-process.ts";
import { git } from "../support/world.ts";

const points = [
  "patch: commit of agent_attempts confirmed",
  "patch: commit of model_calls not yet sent",
  "patch: commit of model_calls confirmed",
  "patch: commit of agent_events confirmed",
  "patch: done, not recorded",
];

let world: ModelWorld;
let s: Services;
let team: Team;
let worker: WorkerProcess;
let path: string;

beforeAll(async () => {
  world = await openModelWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Killed Models");
  await chooseFakeModel(world, team, "fix");
  path = await world.repository("commands", pipedCommands(points.length + 3));
  const { id } = await s.repositories.connectRepository(team.as("owner"), team.organizationId, {
    path,
  });
  worker = await startWorkerProcess(world);
  const scan = await s.runs.startScan(team.as("owner"), team.organizationId, id);
  await endOfRun(s, team.organizationId, scan.id);
});

beforeEach(() => {
  world.models.received.length = 0;
  world.models.turns = repairs;
});

afterAll(async () => {
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function startFix(): Promise<string> {
  const found = await s.findings.listFindings(team.organizationId, { limit: 100 });
  const open = found.find(({ fixId, state }) => fixId === null && state === "open")!;
  return (await s.runs.startFix(team.as("developer"), team.organizationId, open.id)).id;
}

/** One branch at the fix's head, one attempt of three steps, and a transcript without a gap. */
async function expectOne(runId: string): Promise<void> {
  const run = await endOfRun(s, team.organizationId, runId);
  expect(run).toMatchObject({ state: "succeeded" });
  const fix = (await s.fixes.getFix(team.organizationId, run.fixId!))!;
  expect(await git(path, "rev-parse", `refs/heads/${fix.branch}`)).toBe(fix.headCommit);
  const attempts = await world.database.query(
    "SELECT id, state, steps FROM agent_attempts WHERE run_id = $1",
    [runId],
  );
  expect(attempts).toMatchObject([{ state: "submitted", steps: 3 }]);
  const events = await world.database.query(
    "SELECT position, kind FROM agent_events WHERE attempt_id = $1 ORDER BY position",
    [attempts[0]?.id],
  );
  expect(events.map(({ position }) => position)).toEqual(events.map((_, at) => at + 1));
  expect(events.filter(({ kind }) => kind === "ended")).toHaveLength(1);
  const open = await world.database.query("SELECT 1 FROM model_calls WHERE state = 'asked'");
  expect(open).toEqual([]);
}

async function goOn(): Promise<void> {
  expect(await worker.ended, worker.errors()).toBe("SIGKILL");
  await give(world, null);
  worker = await startWorkerProcess(world);
}

describe("a worker killed with -9 while a model works", () => {
  it.each(points)(
    "at “%s” goes on, and asks for nothing twice that was answered",
    async (point) => {
      await give(world, { point, action: "kill" });
      const id = await startFix();
      await goOn();
      await expectOne(id);
      expect(world.models.received).toHaveLength(3);
    },
  );

  it.each([1, 2, 3])(
    "while request %i is out asks that one again, and no other",
    async (number) => {
      const killing: Turn = (body) => {
        if (world.models.received.length === number) process.kill(worker.pid, "SIGKILL");
        return (repairs[0] as (text: string) => object)(body);
      };
      world.models.turns = [killing];
      const id = await startFix();
      await goOn();
      await expectOne(id);
      const bodies = world.models.received.map(({ body }) => body);
      expect(bodies).toHaveLength(4);
      expect(new Set(bodies).size).toBe(3);
      const torn = await world.database.query(
        "SELECT number FROM model_calls WHERE state = 'failed' AND failure LIKE '%own process ended%'",
      );
      expect(torn.length).toBeGreaterThanOrEqual(number);
    },
  );

  it("leaves chains that hold", async () => {
    await expectWhole(world, s, team.organizationId, { "fix.propose": points.length + 3 });
  });
});
