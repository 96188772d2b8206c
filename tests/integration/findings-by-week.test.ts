import { afterAll, beforeAll, expect, it } from "vitest";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, type Team } from "../support/team.ts";
import { openWorld, type World } from "../support/world.ts";

const dayMs = 24 * 60 * 60 * 1000;

let world: World;
let s: Services;
let team: Team;
let repositoryId: string;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Weekly Works");
  const path = await world.repository("weekly", faultyFiles(1));
  const { id } = await s.repositories.connectRepository(team.as("owner"), team.organizationId, {
    path,
  });
  repositoryId = id;
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

let count = 0;

/** Findings as a scan would have left them: seen so many days ago, fixed so many days ago or not. */
async function seen(number: number, seenDaysAgo: number, fixedDaysAgo: number | null) {
  for (let i = 0; i < number; i++) {
    count += 1;
    await world.database.query(
      `INSERT INTO findings (id, organization_id, repository_id, fingerprint, rule_id, severity, cwe,
         title, message, path, start_line, start_column, end_line, end_column, frame, fixable, state,
         first_seen_at, last_seen_at, last_seen_commit, fixed_at)
       VALUES ($1, $2, $3, $1, 'py/yaml-load', 'high', 'CWE-502', 't', 'm', 'p', 1, 1, 1, 1, '{}',
         true, $4::text::"FindingState", $5, now(), 'c', $6)`,
      [
        `fd_week_${count}`,
        team.organizationId,
        repositoryId,
        fixedDaysAgo === null ? "open" : "fixed",
        new Date(Date.now() - seenDaysAgo * dayMs),
        fixedDaysAgo === null ? null : new Date(Date.now() - fixedDaysAgo * dayMs),
      ],
    );
  }
}

it("says for each week what was open at its end and fixed in it, from the first finding on", async () => {
  await seen(3, 24, null);
  await seen(2, 24, 16);
  await seen(1, 10, 2);
  await seen(4, 3, null);
  const weeks = await s.findings.findingsByWeek(team.organizationId, 14);
  expect(weeks.map(({ open, fixed }) => [open, fixed])).toEqual([
    [5, 0],
    [3, 2],
    [4, 0],
    [7, 1],
  ]);
  expect(weeks.at(-1)?.open).toBe((await s.findings.countFindings(team.organizationId)).open);
});
