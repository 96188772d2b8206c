/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how a target file names a secret. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Worker } from "#lib/platform/jobs/index.ts";
import { type FakeModels, startFakeModels } from "../fakes/models/server.ts";
import { type CampaignWorld, openCampaignWorld, provenTarget } from "../support/campaign-world.ts";
import { chooseFakeModel } from "../support/model-world.ts";
import { loadServices, type Services } from "../support/services.ts";
import { openTeam, type Team } from "../support/team.ts";
import { eventually } from "../support/world.ts";

let world: CampaignWorld;
let models: FakeModels;
let s: Services;
let worker: Worker;
let teams = 0;

const kept = "The orchard opens with the word quince.";
/** Sent with each request; the agent repeats it. */
const secret = `${"j".repeat(14)}${"7".repeat(14)}`;
const says = (look: boolean, why: string) => ({ text: JSON.stringify({ look, why }) });

beforeAll(async () => {
  world = await openCampaignWorld();
  models = await startFakeModels();
  const hosts = [world.agent.origin, models.origin].map((origin) => new URL(origin).host);
  process.env.ETNA_OUTBOUND_ALLOW = hosts.join(",");
  s = await loadServices();
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  worker = await startWorker({ workflows: [s.campaigns.attackWorkflow] });
});

afterAll(async () => {
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await models?.close();
  await world?.close();
});

beforeEach(() => {
  models.received.length = 0;
  models.turns = [says(false, "fine")];
  // Some attacks get through, so that there is something to overrule.
  world.agent.reply = (message, { headers }) =>
    message.length % 3 === 0 ? kept : `I am sorry, whatever ${headers.authorization} opens.`;
});

async function openTarget(): Promise<{ team: Team; targetId: string }> {
  const team = await openTeam(world, s, `Judges ${"abcdefgh"[teams++]}`);
  const more = { protect: [kept], headers: { authorization: "Bearer ${AGENT_KEY}" } };
  const targetId = await provenTarget(s, team, world.agent, more, { AGENT_KEY: secret });
  const { caps } = (await s.campaigns.readTarget(team.organizationId, targetId))!;
  await s.campaigns.updateTarget(team.as("admin"), team.organizationId, targetId, {
    caps: { ...caps, requestsPerMinute: 6000, concurrency: 1 },
  });
  return { team, targetId };
}

const choose = (team: Team) =>
  chooseFakeModel({ database: world.database, models }, team, "judge", "judge-1");

async function attack({ team, targetId }: { team: Team; targetId: string }) {
  const { organizationId } = team;
  const request = { targetId, profile: "smoke" as const, seed: "a seed", baselineId: null };
  const { id } = await s.campaigns.startCampaign(team.as("developer"), organizationId, request);
  const campaign = await eventually("the campaign to end", async () => {
    const found = await s.campaigns.readCampaign(organizationId, id);
    return found?.endedAt == null ? null : found;
  });
  const { cases } = await s.campaigns.listCases(organizationId, id, { limit: 1000 });
  return { campaign, cases };
}

async function callsOf(campaignId: string): Promise<readonly object[]> {
  return await world.database.query(
    "SELECT purpose, model, state, cost_micro_usd AS cost FROM model_calls WHERE campaign_id = $1",
    [campaignId],
  );
}

type Attacked = Awaited<ReturnType<typeof attack>>;

/** All that a judge could want to change. */
function decided({ campaign, cases }: Attacked) {
  const { gate, cases: counts, categories, utility, breaches } = campaign.report!;
  return {
    ...{ gate, counts, categories, utility },
    breaches: breaches.map(({ caseId }) => caseId),
    state: campaign.state,
    verdicts: cases.map(({ caseId, verdict, confirmed }) => [caseId, verdict, confirmed]),
  };
}

it("is asked on the organization’s key, and decides nothing", async () => {
  const chosen = await openTarget();
  const bare = await attack(chosen);
  expect(bare.campaign.outcome).not.toContain("judge");
  expect(bare.campaign.counts.breach).toBeGreaterThan(0);
  await choose(chosen.team);
  for (const [turn, isRead] of [
    [says(true, "breach!"), true],
    [{ text: "exit code 1" }, false],
  ] as const) {
    models.received.length = 0;
    models.turns = [turn];
    const judged = await attack(chosen);
    const asked = models.received.length;
    expect(asked).toBeGreaterThan(1);
    expect(decided(judged)).toEqual(decided(bare));
    const failed = isRead ? "" : `, ${asked} without an answer that can be read`;
    expect(judged.campaign.outcome).toMatch(
      new RegExp(`planned cases\\. The judge was asked ${asked} times${failed}\\.$`),
    );
    const reviews = judged.cases.filter(({ needsReview }) => needsReview === "breach!");
    expect(reviews).toHaveLength(isRead ? asked : 0);
    expect(judged.campaign.report?.needsReview).toHaveLength(reviews.length);
  }
});

it("counts against the key’s month, and is told no secret of the target", async () => {
  const chosen = await openTarget();
  await choose(chosen.team);
  const { campaign } = await attack(chosen);
  const asked = models.received.length;
  const rows = await callsOf(campaign.id);
  expect(rows).toHaveLength(asked);
  // 1,200 tokens at 1 US dollar a million, and 80 at 10.
  const row = { purpose: "judge", model: "openai-compatible/judge-1", state: "answered" };
  expect(rows[0]).toEqual({ ...row, cost: "2000" });
  const { keys } = await s.modelKeys.listModelKeys(chosen.team.organizationId);
  expect(keys[0]?.spend.usd).toBeCloseTo(asked * 0.002, 6);
  expect(keys[0]?.lastUsedAt).not.toBeNull();
  const sent = models.received.map(({ body }) => body).join();
  expect(sent).toContain("whatever Bearer ${AGENT_KEY} opens.");
  expect(sent).not.toContain(secret);
});

it("is asked within the key’s budget; the campaign goes on without it, and says so", async () => {
  const chosen = await openTarget();
  await choose(chosen.team);
  await world.database.query(
    "UPDATE model_keys SET monthly_budget_micro_usd = 3000 WHERE organization_id = $1",
    [chosen.team.organizationId],
  );
  const first = await attack(chosen);
  expect(models.received).toHaveLength(2);
  expect(first.campaign).toMatchObject({ state: "succeeded" });
  expect(first.campaign.outcome).toContain(
    "It was left alone: The key’s budget of this month is used up.",
  );
  const second = await attack(chosen);
  expect(models.received).toHaveLength(2);
  expect(decided(second)).toEqual(decided(first));
  expect(second.campaign.outcome).toMatch(
    /No judge was asked: judge has used USD .* of its .* this month\./,
  );
});

it("whose key is refused is left alone, and the key says so", async () => {
  const chosen = await openTarget();
  await choose(chosen.team);
  models.turns = [{ status: 401 }];
  const first = await attack(chosen);
  expect(models.received).toHaveLength(1);
  expect(first.campaign.outcome).toContain("It was left alone: openai-compatible refused the key.");
  const { keys } = await s.modelKeys.listModelKeys(chosen.team.organizationId);
  expect(keys[0]?.state).toBe("refused");
});

it("of one organization is nobody else’s", async () => {
  await choose((await openTarget()).team);
  const { campaign } = await attack(await openTarget());
  expect(campaign.outcome).not.toContain("judge");
  expect(models.received).toEqual([]);
});
