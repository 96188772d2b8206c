import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSampleRepository } from "#lib/platform/forge/index.ts";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, type Team } from "../support/team.ts";
import { openWorld, type World } from "../support/world.ts";

let world: World;
let s: Services;
let team: Team;
let other: Team;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Sample House");
  other = await openTeam(world, s, "Curious House");
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function connectByPath(path: string): Promise<unknown> {
  return await s.repositories.connectRepository(other.as("owner"), other.organizationId, { path });
}

describe("a folder that Etna keeps for itself", () => {
  it("is not another organization's to connect, though it knows where the sample is", async () => {
    const { id } = await s.repositories.connectSample(team.as("owner"), team.organizationId);
    const sample = await s.repositories.getRepository(team.organizationId, id);
    await expect(connectByPath(sample!.location)).rejects.toMatchObject({ code: "forbidden" });
    expect(await s.repositories.listRepositories(other.organizationId)).toEqual([]);
  });

  it("is not anybody's to connect where the demo left a copy", async () => {
    const folder = join(world.folder, "data/demo/repositories");
    await mkdir(folder, { recursive: true });
    const path = join(folder, "shop-ab12.git");
    await createSampleRepository(path, new Map(Object.entries(faultyFiles(1))));
    await expect(connectByPath(path)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("stays readable to the organization whose sample it holds", async () => {
    const [sample] = await s.repositories.listRepositories(team.organizationId);
    const forge = await s.repositories.openForge(team.organizationId, sample!.id);
    expect((await forge.inspectRepository()).defaultBranch).toBe("main");
  });
});
