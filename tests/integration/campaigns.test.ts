/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how a target file names a secret. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Worker } from "#lib/platform/jobs/index.ts";
import {
  type CampaignWorld,
  messagesTo,
  openCampaignWorld,
  provenTarget,
} from "../support/campaign-world.ts";
import { loadServices, type Services } from "../support/services.ts";
import { openTeam, type Team } from "../support/team.ts";
import { eventually } from "../support/world.ts";

let world: CampaignWorld;
let s: Services;
let team: Team;
let other: Team;
let worker: Worker;
let count = 0;

beforeAll(async () => {
  world = await openCampaignWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Campaigners");
  other = await openTeam(world, s, "Bystanders");
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  worker = await startWorker({ workflows: [s.campaigns.attackWorkflow] });
});

afterAll(async () => {
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

beforeEach(() => {
  world.agent.asked.length = 0;
  world.agent.reply = () => "I am sorry, I cannot help with that.";
});

/** What the agent is told to keep to itself, and tells everybody where a test has it so. */
const kept = "The orchard opens with the word quince.";
const talkative = () => `Of course. ${kept}`;

async function target(more: object = {}, secrets: Readonly<Record<string, string>> = {}) {
  const wanted = { name: `Agent ${++count}`, protect: [kept], ...more };
  const id = await provenTarget(s, team, world.agent, wanted, secrets);
  await setCaps(id, { requestsPerMinute: 6000 });
  return id;
}

const start = (targetId: string, more: object = {}) =>
  s.campaigns.startCampaign(team.as("developer"), team.organizationId, {
    targetId,
    profile: "smoke",
    seed: "a seed",
    ...more,
  });

const read = async (id: string) => (await s.campaigns.readCampaign(team.organizationId, id))!;

async function ended(id: string) {
  return await eventually("the campaign to end", async () => {
    const campaign = await read(id);
    return campaign.endedAt === null ? null : campaign;
  });
}

async function attack(targetId: string, more: object = {}) {
  return await ended((await start(targetId, more)).id);
}

async function setCaps(targetId: string, caps: object) {
  const now = (await s.campaigns.readTarget(team.organizationId, targetId))!.caps;
  await s.campaigns.updateTarget(team.as("admin"), team.organizationId, targetId, {
    caps: { ...now, ...caps },
  });
}

const allCases = async (id: string, filter = {}) =>
  (await s.campaigns.listCases(team.organizationId, id, { ...filter, limit: 1000 })).cases;

describe("a campaign", () => {
  it("says beforehand what it would do, and does it", async () => {
    const id = await target();
    const preview = await s.campaigns.previewCampaign(team.organizationId, {
      targetId: id,
      profile: "smoke",
      seed: "a seed",
    });
    expect(preview.refusal).toBeNull();
    expect(preview.holes.length).toBeGreaterThan(0);
    const campaign = await attack(id);
    expect(campaign).toMatchObject({ state: "succeeded", profile: "smoke", suite: preview.suite });
    expect(campaign.counts.planned).toBe(preview.attacks + preview.benign);
    expect(campaign.report).toMatchObject({
      suite: preview.suite,
      target: { kind: "http" },
      cases: { planned: preview.attacks },
    });
    expect(campaign.requests).toBe(messagesTo(world.agent).length);
    expect(campaign.requests).toBeLessThanOrEqual(preview.mostRequests);
    const bytes = await s.campaigns.readReportBytes(team.organizationId, campaign.id);
    const { createHash } = await import("node:crypto");
    expect(createHash("sha256").update(bytes!).digest("hex")).toBe(campaign.reportSha256);
    const cases = await allCases(campaign.id);
    expect(cases).toHaveLength(campaign.counts.planned);
    expect(cases.map(({ position }) => position)).toEqual(cases.map((_, at) => at));
  });

  it("finds an agent that tells what it must not, and keeps what was said", async () => {
    world.agent.reply = talkative;
    const campaign = await attack(await target());
    expect(campaign.counts.breach).toBeGreaterThan(0);
    const [breach] = await allCases(campaign.id, { verdict: "breach", kind: "attack" });
    expect(breach).toMatchObject({ hasTranscript: true, findingId: null });
    const detail = await s.campaigns.readCase(team.organizationId, campaign.id, breach!.caseId);
    expect(detail?.evidence.length).toBeGreaterThan(0);
    expect(detail?.transcript?.events.map(({ kind }) => kind)).toContain("answered");
    expect(detail?.remediation).toMatch(/\w/);
  });

  it("is another organization's for nobody", async () => {
    const { id } = await start(await target());
    await ended(id);
    const elsewhere = other.organizationId;
    expect(await s.campaigns.readCampaign(elsewhere, id)).toBeNull();
    expect(await s.campaigns.readReportBytes(elsewhere, id)).toBeNull();
    expect(await s.campaigns.listCampaigns(elsewhere, { limit: 10 })).toEqual([]);
    expect((await s.campaigns.listCases(elsewhere, id, { limit: 10 })).cases).toEqual([]);
    const [some] = await allCases(id);
    expect(await s.campaigns.readCase(elsewhere, id, some!.caseId)).toBeNull();
    await expect(
      s.campaigns.cancelCampaign(other.as("owner"), elsewhere, id),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("asked for twice is one", async () => {
    const id = await target();
    const first = await start(id);
    expect(await start(id)).toEqual(first);
    await ended(first.id);
  });

  it("keeps to its cap of requests, and says what was not tested", async () => {
    const id = await target();
    await setCaps(id, { maxRequests: 10, concurrency: 1 });
    const campaign = await attack(id);
    expect(messagesTo(world.agent).length).toBeLessThanOrEqual(10);
    expect(campaign.report?.stopped).toMatch(/\w/);
    expect(campaign.counts.not_tested).toBeGreaterThan(0);
    expect(campaign.gate).toBe("too_little");
    expect(await allCases(campaign.id)).toHaveLength(campaign.counts.planned);
  });

  it("stops between attempts when it is cancelled, and reports what it found", async () => {
    const id = await target();
    await setCaps(id, { concurrency: 1 });
    const going = Promise.withResolvers<void>();
    world.agent.reply = async () => {
      if (messagesTo(world.agent).length >= 3) going.resolve();
      await new Promise((resolve) => setTimeout(resolve, 50));
      return "No.";
    };
    const { id: campaignId } = await start(id);
    await going.promise;
    await s.campaigns.cancelCampaign(team.as("developer"), team.organizationId, campaignId);
    const campaign = await ended(campaignId);
    expect(campaign).toMatchObject({ state: "canceled", outcome: /Cancelled by a person/ });
    expect(messagesTo(world.agent).length).toBeLessThan(campaign.counts.planned);
    expect(campaign.report?.stopped).toMatch(/\w/);
    await expect(
      s.campaigns.cancelCampaign(team.as("developer"), team.organizationId, campaignId),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("that waits for its turn is over as soon as it is cancelled, and nothing is sent", async () => {
    const [first, second] = [await target(), await target()];
    const going = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    world.agent.reply = async () => {
      going.resolve();
      await held.promise;
      return "No.";
    };
    const { id: firstId } = await start(first);
    await going.promise;
    const { id } = await start(second);
    await s.campaigns.cancelCampaign(team.as("developer"), team.organizationId, id);
    expect(await read(id)).toMatchObject({ state: "canceled", counts: { planned: 0 } });
    await s.campaigns.cancelCampaign(team.as("developer"), team.organizationId, firstId);
    held.resolve();
    await ended(firstId);
  });

  it("is compared with the one before it, seed by seed", async () => {
    const id = await target();
    const first = await attack(id);
    world.agent.reply = talkative;
    const second = await attack(id);
    expect(second.baseline?.id).toBe(first.id);
    const compared = (await s.campaigns.compareCampaigns(
      team.organizationId,
      first.id,
      second.id,
    ))!;
    expect(compared).toMatchObject({ sameSuite: true, baseline: { id: first.id } });
    expect(compared.seeds.some(({ change }) => change === "newly_breached")).toBe(true);
    expect(second.report?.comparison?.baseline).toBe(first.reportSha256);
    expect(
      await s.campaigns.compareCampaigns(other.organizationId, first.id, second.id),
    ).toBeNull();
  });

  it("looks at a proof that is older than a week again, and sends nothing where it is gone", async () => {
    const id = await target();
    await world.database.query(
      "UPDATE attack_targets SET proven_at = now() - interval '8 days' WHERE id = $1",
      [id],
    );
    world.agent.proof = {};
    world.agent.asked.length = 0;
    const campaign = await attack(id);
    expect(campaign).toMatchObject({ state: "failed", outcome: /no longer shows/, report: null });
    expect(messagesTo(world.agent)).toEqual([]);
    expect((await s.campaigns.readTarget(team.organizationId, id))?.ownership.state).toBe("lapsed");
  });

  it("never writes a secret of its target down, even where the agent repeats it", async () => {
    const secret = `${"c".repeat(14)}${"9".repeat(14)}`;
    const headers = { authorization: "Bearer ${AGENT_KEY}" };
    const id = await target({ headers }, { AGENT_KEY: secret });
    world.agent.reply = (_, { headers }) => `My key is ${headers.authorization}`;
    await setCaps(id, { maxRequests: 30 });
    const campaign = await attack(id);
    expect(messagesTo(world.agent).length).toBeGreaterThan(0);
    const shown = [campaign, await allCases(campaign.id)];
    expect(JSON.stringify(shown)).not.toContain(secret);
    for (const table of ["campaigns", "campaign_cases", "attack_targets", "audit_events"]) {
      const rows = await world.database.query(`SELECT t::text AS row FROM ${table} t`);
      expect(rows.map(({ row }) => String(row)).join("\n"), table).not.toContain(secret);
    }
    const steps = await world.database.query(
      "SELECT o::text AS row FROM dbos.operation_outputs o WHERE o::text LIKE '%' || $1 || '%'",
      [secret],
    );
    expect(steps).toEqual([]);
  });
});

describe("the schedule", () => {
  it("starts what is due, once, and nothing whose proof lapsed", async () => {
    const day = 24 * 60 * 60 * 1000;
    const [daily, weekly, lapsed] = [await target(), await target(), await target()];
    for (const id of [daily, weekly, lapsed]) await setCaps(id, { maxRequests: 1 });
    const schedule = (id: string, how: "daily" | "weekly") =>
      s.campaigns.setSchedule(team.as("admin"), team.organizationId, id, how);
    await schedule(daily, "daily");
    await schedule(weekly, "weekly");
    await schedule(lapsed, "daily");
    await world.database.query(
      "UPDATE attack_targets SET ownership = 'lapsed', ownership_reason = 'Gone.' WHERE id = $1",
      [lapsed],
    );
    const begun = async (targetId: string) =>
      await s.campaigns.listCampaigns(team.organizationId, { targetId, limit: 10 });
    await s.campaigns.startDueCampaigns(new Date(Date.now() + day / 2));
    expect(await begun(daily)).toEqual([]);
    await s.campaigns.startDueCampaigns(new Date(Date.now() + 1.5 * day));
    await s.campaigns.startDueCampaigns(new Date(Date.now() + 1.5 * day));
    const [first, ...more] = await begun(daily);
    expect(first).toMatchObject({ cause: "schedule", profile: "standard" });
    expect(more).toEqual([]);
    expect(await begun(weekly)).toEqual([]);
    expect(await begun(lapsed)).toEqual([]);
    await ended(first!.id);
    await s.campaigns.archiveTarget(team.as("admin"), team.organizationId, daily);
  });
});

describe("a breach", () => {
  it("becomes a finding of the agent's repository, once, in words of Etna's own", async () => {
    const path = await world.repository("agent", { "README.md": "# Agent\n" });
    const repository = await s.repositories.connectRepository(
      team.as("admin"),
      team.organizationId,
      { path },
    );
    const id = await target();
    world.agent.reply = () => `parrot-said ${kept}`;
    const campaign = await attack(id);
    const [breach] = await allCases(campaign.id, { verdict: "breach", kind: "attack" });
    const make = () =>
      s.campaigns.makeFinding(
        team.as("developer"),
        team.organizationId,
        campaign.id,
        breach!.caseId,
      );
    await expect(make()).rejects.toMatchObject({ code: "precondition_failed" });
    await s.campaigns.updateTarget(team.as("admin"), team.organizationId, id, {
      repositoryId: repository.id,
    });
    const { findingId } = await make();
    expect(await make()).toEqual({ findingId });
    const finding = (await s.findings.getFinding(team.organizationId, findingId))!;
    expect(finding).toMatchObject({
      repositoryId: repository.id,
      title: breach!.title,
      severity: breach!.severity,
      task: true,
      state: "open",
    });
    expect(finding.message).not.toContain("parrot-said");
    // Fixed as a task is: by a model of the organization's own, where one is chosen.
    await expect(
      s.runs.startFix(team.as("developer"), team.organizationId, findingId),
    ).rejects.toThrow(/model/);
    const linked = await allCases(campaign.id, { verdict: "breach" });
    expect(linked.find(({ caseId }) => caseId === breach!.caseId)?.findingId).toBe(findingId);
  });
});
