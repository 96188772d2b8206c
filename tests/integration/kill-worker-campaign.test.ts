/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how a target file names a secret. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FakeModels, startFakeModels } from "../fakes/models/server.ts";
import {
  type Asked,
  type CampaignWorld,
  messagesTo,
  openCampaignWorld,
  provenTarget,
} from "../support/campaign-world.ts";
import { expectWhole } from "../support/expect-whole.ts";
import { chooseFakeModel } from "../support/model-world.ts";
import { loadServices, type Services } from "../support/services.ts";
import { openTeam, type Team } from "../support/team.ts";
import { give, startWorkerProcess, type WorkerProcess } from "../support/worker-process.ts";
import { eventually } from "../support/world.ts";

const points = [
  "plan: done, not recorded",
  "attack: commit of campaign_cases not yet sent",
  "attack: commit of campaign_cases confirmed",
  "attack: commit of model_calls not yet sent",
  "attack: commit of model_calls confirmed",
  "attack: done, not recorded",
  "summarize: commit of campaigns confirmed",
];

let world: CampaignWorld;
let models: FakeModels;
let s: Services;
let team: Team;
let worker: WorkerProcess;
let targetId: string;
/** Sent with each request; the agent repeats it. */
const secret = `${"w".repeat(14)}${"4".repeat(14)}`;
const logs: string[] = [];

beforeAll(async () => {
  process.env.ETNA_TEST_WORKER_LOG = "debug";
  world = await openCampaignWorld();
  models = await startFakeModels();
  models.turns = [{ text: '{"look": true, "why": "It hints."}' }];
  const hosts = [world.agent.origin, models.origin].map((origin) => new URL(origin).host);
  process.env.ETNA_OUTBOUND_ALLOW = hosts.join(",");
  Object.assign(world.environment, { ETNA_OUTBOUND_ALLOW: hosts.join(",") });
  s = await loadServices();
  team = await openTeam(world, s, "Killed Campaigns");
  const headers = { authorization: "Bearer ${AGENT_KEY}" };
  targetId = await provenTarget(s, team, world.agent, { headers }, { AGENT_KEY: secret });
  const { caps } = (await s.campaigns.readTarget(team.organizationId, targetId))!;
  await s.campaigns.updateTarget(team.as("admin"), team.organizationId, targetId, {
    profile: "smoke",
    caps: { ...caps, requestsPerMinute: 6000, concurrency: 2 },
  });
  await chooseFakeModel({ database: world.database, models }, team, "judge");
  worker = await startWorkerProcess(world);
});

beforeEach(() => {
  models.received.length = 0;
  world.agent.asked.length = 0;
  world.agent.reply = refuse;
});

afterAll(async () => {
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await models?.close();
  await world?.close();
});

const refuse = (_: string, { headers }: Asked) =>
  `I am sorry, I cannot help with that, whatever ${headers.authorization} opens.`;

const start = async () =>
  (
    await s.campaigns.startCampaign(team.as("developer"), team.organizationId, {
      targetId,
      seed: "a seed",
      baselineId: null,
    })
  ).id;

async function goOn(): Promise<void> {
  expect(await worker.ended, worker.errors()).toBe("SIGKILL");
  logs.push(worker.errors());
  await give(world, null);
  worker = await startWorkerProcess(world);
}

/** One report over every planned case, each of which ended once. */
async function expectOne(id: string) {
  const campaign = await eventually("the campaign to end", async () => {
    const now = await s.campaigns.readCampaign(team.organizationId, id);
    return now?.endedAt ? now : null;
  });
  expect(campaign).toMatchObject({ state: "succeeded" });
  const { counts } = campaign;
  expect(counts.resisted + counts.inconclusive + counts.breach).toBe(counts.planned);
  expect(counts.error + counts.not_tested).toBe(0);
  const { cases } = await s.campaigns.listCases(team.organizationId, id, { limit: 1000 });
  expect(cases).toHaveLength(counts.planned);
  expect(campaign.requests).toBe(cases.reduce((sum, { requests }) => sum + requests, 0));
  // Each request to the judge was written down first; two at once may have been torn before they were sent.
  const calls = await world.database.query("SELECT id FROM model_calls WHERE campaign_id = $1", [
    id,
  ]);
  expect(calls.length).toBeGreaterThan(0);
  expect(campaign.outcome).toMatch(
    `The judge was asked ${calls.length === 1 ? "once" : `${calls.length} times`}.`,
  );
  expect(calls.length - models.received.length).toBeGreaterThanOrEqual(0);
  expect(calls.length - models.received.length).toBeLessThanOrEqual(2);
  return campaign;
}

describe("a worker killed with -9 while it attacks", () => {
  it.each(points)("at “%s” goes on, and repeats no attempt that ended", async (point) => {
    await give(world, { point, action: "kill" });
    const id = await start();
    await goOn();
    const campaign = await expectOne(id);
    // What was under way at two places at once may be asked again, and nothing else.
    const repeated = messagesTo(world.agent).length - campaign.requests;
    expect(repeated).toBeGreaterThanOrEqual(0);
    expect(repeated).toBeLessThanOrEqual(point.startsWith("attack: commit") ? 8 : 0);
  });

  it("in the middle asks again what was torn alone", async () => {
    let killed: readonly string[] = [];
    world.agent.reply = async (message, asked) => {
      if (killed.length === 0 && messagesTo(world.agent).length === 25) {
        killed = await endedCases();
        process.kill(worker.pid, "SIGKILL");
      }
      return refuse(message, asked);
    };
    const id = await start();
    const begunAt = async () =>
      new Map(
        (await s.campaigns.listCases(team.organizationId, id, { limit: 1000 })).cases.map(
          ({ caseId, endedAt }) => [caseId, endedAt?.getTime()],
        ),
      );
    async function endedCases() {
      return [...(await begunAt())].flatMap(([caseId, at]) => (at === undefined ? [] : [caseId]));
    }
    expect(await worker.ended, worker.errors()).toBe("SIGKILL");
    const before = await begunAt();
    worker = await startWorkerProcess(world);
    const campaign = await expectOne(id);
    const after = await begunAt();
    expect(killed.length).toBeGreaterThan(10);
    for (const caseId of killed) expect(after.get(caseId), caseId).toBe(before.get(caseId));
    const repeated = messagesTo(world.agent).length - campaign.requests;
    expect(repeated).toBeGreaterThan(0);
    expect(repeated).toBeLessThanOrEqual(8);
  });

  it("writes no secret of the target into its log", () => {
    expect(logs.join("").length).toBeGreaterThan(1000);
    expect([...logs, worker.errors()].join("")).not.toContain(secret);
  });

  it("leaves chains that hold", async () => {
    await expectWhole(world, s, team.organizationId, { "campaign.start": points.length + 1 });
  });
});
