import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addFindingRow, addFixByHand } from "../support/by-hand.ts";
import { openMailWorld } from "../support/mail-world.ts";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import type { World } from "../support/world.ts";

let world: World;
let s: Services;
let team: Team;
let repository: { readonly repositoryId: string; readonly path: string };

beforeAll(async () => {
  world = await openMailWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Careful House");
  const path = await world.repository("careful", faultyFiles(1));
  const { id } = await s.repositories.connectRepository(team.as("owner"), team.organizationId, {
    path,
  });
  repository = { repositoryId: id, path };
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

const policy = (change: Parameters<Services["organizations"]["updateFixPolicy"]>[2]) =>
  s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, change);

describe("four eyes", () => {
  it("keep whoever started a run from being the one who approves its fix", async () => {
    await policy({ fourEyes: true });
    const fix = await addFixByHand(world, s, team, repository);
    const approve = (role: "owner" | "approver") =>
      s.fixes.approveFix(team.as(role), team.organizationId, fix.id, seen(fix));
    await expect(approve("owner")).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("four eyes"),
    });
    expect((await s.fixes.getFix(team.organizationId, fix.id))?.state).toBe("proposed");
    await approve("approver");
    const rows = await world.database.query(
      "SELECT policy, place FROM approvals WHERE fix_id = $1",
      [fix.id],
    );
    expect(rows).toEqual([
      { policy: "One member with the role approver who did not start the run", place: "console" },
    ]);
    await policy({ fourEyes: false });
  });
});

describe("the budget of open fixes", () => {
  it("refuses a fix beyond it, and lets one in when a decision has made room", async () => {
    const waiting = await world.database.query(
      "SELECT count(*)::int AS n FROM fixes WHERE repository_id = $1 AND state = 'proposed'",
      [repository.repositoryId],
    );
    await policy({ openFixBudget: Number(waiting[0]?.n) + 1 });
    const fix = await addFixByHand(world, s, team, repository);
    const findingId = await addFindingRow(world, team.organizationId, repository.repositoryId);
    const start = () => s.runs.startFix(team.as("developer"), team.organizationId, findingId);
    await world.database.query("UPDATE runs SET state = 'succeeded', ended_at = now()");
    await expect(start()).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("budget"),
    });
    await s.fixes.rejectFix(team.as("approver"), team.organizationId, fix.id, "Not now");
    expect((await start()).number).toBeGreaterThan(0);
    await policy({ openFixBudget: 200 });
  });
});

describe("the budget that a repository asks for itself", () => {
  const ask = async (budget: number | null) => {
    await world.database.query("UPDATE repositories SET open_fix_budget = $1 WHERE id = $2", [
      budget,
      repository.repositoryId,
    ]);
  };
  const start = async () => {
    const findingId = await addFindingRow(world, team.organizationId, repository.repositoryId);
    return await s.runs.startFix(team.as("developer"), team.organizationId, findingId);
  };
  const endRuns = () =>
    world.database.query("UPDATE runs SET state = 'succeeded', ended_at = now()");
  const clear = async () => {
    await endRuns();
    await world.database.query("UPDATE fixes SET state = 'rejected' WHERE state = 'proposed'");
  };
  const refusal = async () => {
    const error = await start().then(() => null, String);
    await endRuns();
    return error;
  };

  it("counts where it is the lesser, and the refusal says whose it is", async () => {
    await clear();
    await addFixByHand(world, s, team, repository);
    await policy({ openFixBudget: 2 });
    await ask(1);
    expect(await refusal()).toContain(
      "One fix of this repository waits or is coming, and this repository's own budget is 1. Decide on some first, or raise budgets.openPullRequests",
    );
    await policy({ openFixBudget: 1 });
    for (const higher of [1, 1000, null]) {
      await ask(higher);
      expect(await refusal()).toContain("the organization's budget for a repository is 1.");
    }
    await policy({ openFixBudget: 2 });
    await ask(1000);
    expect(await refusal()).toBeNull();
  });

  it("lets nothing be proposed where it is none, nor begun of what waits", async () => {
    await policy({ openFixBudget: 200 });
    await clear();
    await ask(0);
    expect(await refusal()).toContain("own budget lets no fix be proposed");
    const fixRule = () =>
      s.runs.startRuleFixes(team.as("developer"), team.organizationId, { ruleId: "py/yaml-load" });
    const none = await fixRule();
    expect(none.started).toEqual([]);
    expect(none.waiting).toBeGreaterThan(1);
    await ask(1);
    expect((await fixRule()).started).toHaveLength(1);
    await s.runs.cancelRuleFixes(team.as("developer"), team.organizationId, {
      ruleId: "py/yaml-load",
    });
    await endRuns();
    await ask(null);
  });
});

describe("quiet hours", () => {
  it("let a fix wait for their end, and a waiting one be cancelled at once", async () => {
    const at = (minutes: number) =>
      new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
    await policy({ quietHours: { from: at(-5), to: at(90), timeZone: "UTC" } });
    const findingId = await addFindingRow(world, team.organizationId, repository.repositoryId);
    const run = await s.runs.startFix(team.as("developer"), team.organizationId, findingId);
    const rows = await world.database.query(
      `SELECT o.not_before = r.waits_until AS same, o.not_before > now() AS later
       FROM outbox o JOIN runs r ON r.id = o.id WHERE r.id = $1`,
      [run.id],
    );
    expect(rows).toEqual([{ same: true, later: true }]);
    await s.runs.cancelRun(team.as("developer"), team.organizationId, run.id);
    expect(await s.runs.getRun(team.organizationId, run.id)).toMatchObject({ state: "canceled" });
    await policy({ quietHours: null });
    expect((await s.organizations.getFixPolicy(team.organizationId)).quietHours).toBeNull();
  });
});
