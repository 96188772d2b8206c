import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openMailWorld } from "../support/mail-world.ts";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, type Team } from "../support/team.ts";
import type { World } from "../support/world.ts";

const hourMs = 60 * 60 * 1000;
let world: World;
let s: Services;
let team: Team;
let repositoryId: string;

beforeAll(async () => {
  world = await openMailWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Night Watch");
  const path = await world.repository("watch", faultyFiles(1));
  ({ id: repositoryId } = await s.repositories.connectRepository(
    team.as("owner"),
    team.organizationId,
    { path },
  ));
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

beforeEach(async () => {
  await world.database.query("DELETE FROM runs WHERE repository_id = $1", [repositoryId]);
  await world.database.query(
    "UPDATE repositories SET pushed_at = NULL, created_at = now() WHERE id = $1",
    [repositoryId],
  );
  await s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, {
    scanDaily: true,
    scanOnPush: true,
  });
});

async function runs() {
  const list = await s.runs.listRuns(team.organizationId, { repositoryId, limit: 10 });
  return list.map(({ kind, cause, state }) => ({ kind, cause, state }));
}

async function endRuns() {
  await world.database.query(
    "UPDATE runs SET state = 'succeeded', ended_at = now() WHERE repository_id = $1",
    [repositoryId],
  );
}

const inHours = (hours: number) => new Date(Date.now() + hours * hourMs);
const push = (branch: string, organizationId = team.organizationId) =>
  s.repositories.notePush(organizationId, repositoryId, { branch });

describe("the daily scan", () => {
  it("begins when the last one is a day old, once, and again a day later", async () => {
    await s.runs.startDueScans(inHours(23));
    expect(await runs()).toEqual([]);
    await s.runs.startDueScans(inHours(25));
    await s.runs.startDueScans(inHours(25));
    expect(await runs()).toEqual([{ kind: "scan", cause: "schedule", state: "queued" }]);
    await endRuns();
    await s.runs.startDueScans(inHours(23));
    expect(await runs()).toHaveLength(1);
    await s.runs.startDueScans(inHours(25));
    expect(await runs()).toHaveLength(2);
  });

  it("waits for the scan that is under way", async () => {
    await s.runs.startScan(team.as("developer"), team.organizationId, repositoryId);
    await s.runs.startDueScans(inHours(48));
    expect(await runs()).toEqual([{ kind: "scan", cause: "request", state: "queued" }]);
  });

  it("does not begin where the policy says no, or the repository cannot be reached", async () => {
    const policy = { scanDaily: false };
    await s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, policy);
    await s.runs.startDueScans(inHours(48));
    await s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, {
      scanDaily: true,
    });
    await world.database.query("UPDATE repositories SET state = 'unreachable'");
    await s.runs.startDueScans(inHours(48));
    await world.database.query("UPDATE repositories SET state = 'active'");
    expect(await runs()).toEqual([]);
  });

  it("is written down as Etna's own doing", async () => {
    await s.runs.startDueScans(inHours(25));
    const [event] = await world.database.query(
      "SELECT actor, detail FROM audit_events WHERE action = 'run.start' ORDER BY seq DESC LIMIT 1",
    );
    expect(event).toMatchObject({
      actor: { kind: "system" },
      detail: { kind: "scan", repositoryId, cause: "schedule" },
    });
  });
});

describe("a push", () => {
  it("to the default branch is scanned once it has settled, and not twice", async () => {
    await s.runs.startScan(team.as("developer"), team.organizationId, repositoryId);
    await endRuns();
    expect(await push("main")).toBe(true);
    await s.runs.startDueScans();
    expect(await runs()).toHaveLength(1);
    await s.runs.startDueScans(inHours(0.1));
    expect(await runs()).toHaveLength(2);
    await endRuns();
    await s.runs.startDueScans(inHours(0.1));
    expect(await runs()).toEqual([
      { kind: "scan", cause: "push", state: "succeeded" },
      { kind: "scan", cause: "request", state: "succeeded" },
    ]);
  });

  it("during a scan is scanned when that one is over", async () => {
    await s.runs.startScan(team.as("developer"), team.organizationId, repositoryId);
    await push("main");
    await s.runs.startDueScans(inHours(0.1));
    expect(await runs()).toHaveLength(1);
    await endRuns();
    await s.runs.startDueScans(inHours(0.1));
    expect((await runs())[0]).toMatchObject({ cause: "push", state: "queued" });
  });

  it("to another branch, or told of by another organization, is no reason", async () => {
    await s.runs.startScan(team.as("developer"), team.organizationId, repositoryId);
    await endRuns();
    const other = await openTeam(world, s, "Day Watch");
    expect(await push("feature")).toBe(false);
    expect(await push("main", other.organizationId)).toBe(false);
    await s.runs.startDueScans(inHours(0.1));
    expect(await runs()).toHaveLength(1);
  });

  it("is left alone where the policy says so", async () => {
    await s.runs.startScan(team.as("developer"), team.organizationId, repositoryId);
    await endRuns();
    await push("main");
    await s.organizations.updateFixPolicy(team.as("admin"), team.organizationId, {
      scanOnPush: false,
    });
    await s.runs.startDueScans(inHours(0.1));
    expect(await runs()).toHaveLength(1);
  });
});
