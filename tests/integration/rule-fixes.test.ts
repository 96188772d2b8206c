import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addFindingRow } from "../support/by-hand.ts";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, type Team } from "../support/team.ts";
import { openWorld, type World } from "../support/world.ts";

const ruleId = "py/yaml-load";

let world: World;
let s: Services;
let team: Team;
let other: Team;
let count = 0;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Batch Works");
  other = await openTeam(world, s, "Elsewhere Works");
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

/** A repository with a budget of `budget` and findings of these severities. */
async function repositoryWith(budget: number, severities: readonly ("high" | "low")[]) {
  const { organizationId } = team;
  const path = await world.repository(`batch${++count}`, faultyFiles(1));
  const { id } = await s.repositories.connectRepository(team.as("owner"), organizationId, { path });
  await world.database.query("DELETE FROM outbox");
  await world.database.query("UPDATE organizations SET open_fix_budget = $1", [budget]);
  const findings: string[] = [];
  for (const severity of severities) {
    findings.push(await addFindingRow(world, organizationId, id, { severity }));
  }
  return { id, findings };
}

async function findingsOf(runs: readonly { readonly id: string }[]) {
  const found = await Promise.all(runs.map(({ id }) => s.runs.getRun(team.organizationId, id)));
  return found.map((run) => run?.findingId);
}

async function runsOf(repositoryId: string) {
  return await world.database.query(
    "SELECT finding_id, started_by_id, state FROM runs WHERE repository_id = $1 ORDER BY number",
    [repositoryId],
  );
}

async function endRuns(repositoryId: string): Promise<void> {
  await world.database.query(
    "UPDATE runs SET state = 'failed', ended_at = now() WHERE repository_id = $1",
    [repositoryId],
  );
}

describe("fixing all of a rule", () => {
  it("starts what the budget has room for, the gravest first, and twice is once", async () => {
    const { id, findings } = await repositoryWith(2, ["low", "high", "low", "high"]);
    const of = { ruleId, repositoryId: id };
    const first = await s.runs.startRuleFixes(team.as("developer"), team.organizationId, of);
    expect(first).toMatchObject({ fixable: 0, waiting: 2, underWay: 2, proposed: 0 });
    expect(await findingsOf(first.started)).toEqual([findings[1], findings[3]]);
    const again = await s.runs.startRuleFixes(team.as("developer"), team.organizationId, of);
    expect(again).toEqual({ ...first, started: [] });
    const events = await s.audit.listEvents(team.organizationId, { limit: 50 });
    const wishes = events.filter(({ action }) => action === "fix.wish");
    expect(wishes).toHaveLength(1);
    expect(wishes[0]!.detail).toMatchObject({ ruleId });
    expect((wishes[0]!.detail as { findings: string[] }).findings).toHaveLength(4);
  });

  it("starts what waits as room comes, in the name of who asked", async () => {
    const { id, findings } = await repositoryWith(1, ["low", "high"]);
    const of = { ruleId, repositoryId: id };
    await s.runs.startRuleFixes(team.as("developer"), team.organizationId, of);
    await s.runs.startWished();
    expect(await runsOf(id)).toHaveLength(1);
    await endRuns(id);
    await s.runs.startWished();
    const runs = await runsOf(id);
    expect(runs.map((run) => run.finding_id)).toEqual([findings[1], findings[0]]);
    // Else four eyes could be had by asking for many.
    expect(runs.map((run) => run.started_by_id)).toEqual(Array(2).fill(team.people.developer));
    expect((await s.runs.readRuleFixes(team.organizationId, of)).waiting).toBe(0);
  });

  it("forgets what somebody decided about meanwhile, or asked for alone", async () => {
    const { id, findings } = await repositoryWith(1, ["high", "low", "low"]);
    const of = { ruleId, repositoryId: id };
    const { organizationId } = team;
    const developer = team.as("developer");
    await s.runs.startRuleFixes(developer, organizationId, of);
    const ignore = { decision: "ignore", reason: "Known" } as const;
    await s.findings.triageFinding(developer, organizationId, findings[1]!, ignore);
    await s.runs.startWished();
    expect((await s.runs.readRuleFixes(organizationId, of)).waiting).toBe(1);
    await endRuns(id);
    await s.runs.startFix(developer, organizationId, findings[2]!);
    expect((await s.runs.readRuleFixes(organizationId, of)).waiting).toBe(0);
  });

  it("starts nothing more for whoever may no longer ask", async () => {
    const { id } = await repositoryWith(1, ["high", "low"]);
    const of = { ruleId, repositoryId: id };
    await s.runs.startRuleFixes(team.as("approver"), team.organizationId, of);
    const role = "UPDATE members SET role = $2 WHERE user_id = $1";
    await world.database.query(role, [team.people.approver, "viewer"]);
    await endRuns(id);
    await s.runs.startWished();
    await world.database.query(role, [team.people.approver, "approver"]);
    expect(await runsOf(id)).toHaveLength(1);
    const [event] = await s.audit.listEvents(team.organizationId, { limit: 1 });
    expect(event).toMatchObject({ action: "fix.drop_wish" });
    expect(event!.detail).toMatchObject({ why: "Whoever asked for it may no longer." });
  });

  it("is taken back as far as it waits", async () => {
    const { id } = await repositoryWith(1, ["high", "low", "low"]);
    const of = { ruleId, repositoryId: id };
    await s.runs.startRuleFixes(team.as("developer"), team.organizationId, of);
    const cancel = () => s.runs.cancelRuleFixes(team.as("developer"), team.organizationId, of);
    expect(await cancel()).toBe(2);
    expect(await cancel()).toBe(0);
    await endRuns(id);
    await s.runs.startWished();
    expect(await runsOf(id)).toHaveLength(1);
  });

  it("changes one manifest at a time", async () => {
    const { id, findings } = await repositoryWith(5, ["high", "high", "high"]);
    const manifests = ["package.json", "package.json", "web/package.json"];
    for (const [index, manifestPath] of manifests.entries()) {
      await world.database.query(
        "UPDATE findings SET rule_id = 'dependencies/vulnerable', dependency = $2 WHERE id = $1",
        [findings[index], JSON.stringify({ manifestPath })],
      );
    }
    const of = { ruleId: "dependencies/vulnerable", repositoryId: id };
    const done = await s.runs.startRuleFixes(team.as("developer"), team.organizationId, of);
    expect(await findingsOf(done.started)).toEqual([findings[0], findings[2]]);
    expect(done.waiting).toBe(1);
  });

  it("is nothing for a rule that no fix comes from, nor in another organization's repository", async () => {
    const { id } = await repositoryWith(1, ["high"]);
    const developer = team.as("developer");
    await expect(
      s.runs.startRuleFixes(developer, team.organizationId, { ruleId: "js/no-such-rule" }),
    ).rejects.toMatchObject({ code: "not_found" });
    await expect(
      s.runs.startRuleFixes(other.as("developer"), other.organizationId, {
        ruleId,
        repositoryId: id,
      }),
    ).rejects.toMatchObject({ code: "not_found" });
    expect(await runsOf(id)).toHaveLength(0);
  });
});

describe("fixes without being asked", () => {
  const byItself = (fixByItself: boolean) =>
    s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, { fixByItself });

  it("begin for what a rule can repair, within the budget, as Etna's own doing", async () => {
    const { id, findings } = await repositoryWith(1, ["low", "high"]);
    await s.runs.wishByItself(team.organizationId, id);
    expect(await runsOf(id)).toEqual([]);
    await byItself(true);
    await s.runs.wishByItself(team.organizationId, id);
    await s.runs.wishByItself(team.organizationId, id);
    expect(await runsOf(id)).toEqual([
      { finding_id: findings[1], started_by_id: null, state: "queued" },
    ]);
    await endRuns(id);
    await s.runs.startWished();
    expect((await runsOf(id)).map((run) => run.finding_id)).toEqual([findings[1], findings[0]]);
    await byItself(false);
  });

  it("do not come again where a run ended in vain, and end with the policy", async () => {
    const { id, findings } = await repositoryWith(1, ["low", "high"]);
    await byItself(true);
    await s.runs.wishByItself(team.organizationId, id);
    await endRuns(id);
    await byItself(false);
    await s.runs.startWished();
    expect((await runsOf(id)).map((run) => run.finding_id)).toEqual([findings[1]]);
    await byItself(true);
    await s.runs.wishByItself(team.organizationId, id);
    await s.runs.wishByItself(team.organizationId, id);
    expect((await runsOf(id)).map((run) => run.finding_id)).toEqual([findings[1], findings[0]]);
    await byItself(false);
  });

  it("do not begin for another organization's repository", async () => {
    const { id } = await repositoryWith(5, ["high"]);
    await s.organizations.updateFixPolicy(other.as("admin"), other.organizationId, {
      fixByItself: true,
    });
    await s.runs.wishByItself(other.organizationId, id);
    expect(await runsOf(id)).toEqual([]);
  });
});
