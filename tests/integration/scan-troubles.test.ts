import { afterAll, beforeAll, expect, it } from "vitest";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, openTeam, type Team } from "../support/team.ts";
import { openWorld, pushFile, type World } from "../support/world.ts";

let world: World;
let s: Services;
let team: Team;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Troubled House");
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const worker = await startWorker({ workflows: [s.runs.scanWorkflow] });
  stopWorker = () => worker.stop();
});

afterAll(async () => {
  await stopWorker?.();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

const configPath = ".etna/config.yaml";
const files = {
  [configPath]: [
    "budgets:",
    "  openPullRequests: 3",
    // What PostgreSQL takes in no text: a NUL, and half of a character.
    '"a\\0b\\uD800": 1',
    "rules:",
    "  js/insecure-random: perhaps",
    "",
  ].join("\n"),
  ".etna/rules/house.yml": "id: custom/no-print\nmessage: No print.\n",
  "src/stale.js": "// etna-ignore js/insecure-random: long gone\nexport const sum = 1 + 1;\n",
};

async function scan(repositoryId: string) {
  const { id } = await s.runs.startScan(team.as("developer"), team.organizationId, repositoryId);
  return await endOfRun(s, team.organizationId, id);
}

it("keeps with a scan's run what it could not do as the repository asked, and the budget that it asks for, until both are gone", async () => {
  const { organizationId } = team;
  const path = await world.repository("troubled", files);
  const { id } = await s.repositories.connectRepository(team.as("owner"), organizationId, { path });
  const run = await scan(id);
  expect(run.outcome).toContain("5 problems, the first at .etna/config.yaml:3: ");
  expect(run.state).toBe("succeeded");
  expect(run.troubles).toEqual([
    {
      ...{ path: configPath, line: 3, ruleId: null },
      message: expect.stringMatching(/^`a\uFFFDb\uFFFD` is unknown\./),
    },
    {
      ...{ path: configPath, line: 5, ruleId: null },
      message: expect.stringContaining("js/insecure-random"),
    },
    ...Array.from({ length: 3 }, () => expect.objectContaining({ path: ".etna/rules/house.yml" })),
    {
      ...{ path: "src/stale.js", line: 1, ruleId: "js/insecure-random" },
      message: "The comment etna-ignore excuses nothing any more.",
    },
  ]);
  const repository = () => s.repositories.getRepository(organizationId, id);
  expect((await repository())?.openFixBudget).toBe(3);
  const { getRunOperation } = await import("../../app/api/v1/_operations/runs.ts");
  expect(getRunOperation.answer.parse({ ...run, attempts: [] })).toMatchObject({
    troubles: run.troubles,
  });
  const stranger = await openTeam(world, s, "Strange House");
  expect(await s.runs.getRun(stranger.organizationId, run.id)).toBeNull();

  await pushFile(path, "main", {
    path: configPath,
    text: "paths:\n  exclude: [src, .etna/rules]\n",
  });
  const again = await scan(id);
  expect((await repository())?.openFixBudget).toBeNull();
  expect(again.troubles.map((trouble) => trouble.path)).not.toContain(configPath);
  // What the former scan said stays with it.
  expect((await s.runs.getRun(organizationId, run.id))?.troubles).toHaveLength(6);
});
