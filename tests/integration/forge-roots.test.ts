import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSampleRepository } from "#lib/platform/forge/index.ts";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, type Team } from "../support/team.ts";
import { openWorld, type World } from "../support/world.ts";

let world: World;
let s: Services;
let own: Team;
let other: Team;

/** An installation that others reach, where anyone may sign up. */
beforeAll(async () => {
  world = await openWorld();
  Object.assign(process.env, {
    ETNA_PUBLIC_URL: "https://etna.example",
    ETNA_SIGN_UP: "open",
    ETNA_LOCAL_FORGE_ROOTS: `${folder("shared")}:own-house=${folder("own")}`,
  });
  s = await loadServices();
  own = await openTeam(world, s, "Own House");
  other = await openTeam(world, s, "Other House");
  for (const name of ["shared", "own"]) {
    await createSampleRepository(
      join(folder(name), "a.git"),
      new Map(Object.entries(faultyFiles(1))),
    );
  }
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

function folder(name: string): string {
  return join(world.folder, name);
}

async function connect(team: Team, name: string) {
  const request = { path: join(folder(name), "a.git") };
  return await s.repositories.connectRepository(team.as("owner"), team.organizationId, request);
}

describe("where anyone may sign up over the network", () => {
  it("a folder for every organization is no one's", async () => {
    for (const team of [own, other]) {
      await expect(connect(team, "shared")).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  it("a folder of one organization is that one's alone, also once it is connected", async () => {
    expect(own.slug).toBe("own-house");
    await expect(connect(other, "own")).rejects.toMatchObject({ code: "forbidden" });
    const { id } = await connect(own, "own");
    const forge = await s.repositories.openForge(own.organizationId, id);
    expect(await forge.inspectRepository()).toMatchObject({ defaultBranch: "main" });
    expect(await s.repositories.allowedPaths(own.organizationId)).toEqual([folder("own")]);
    expect(await s.repositories.allowedPaths(other.organizationId)).toEqual([]);
  });

  it("what was connected while it was allowed is no longer read", async () => {
    const { id } = await connect(own, "own");
    await world.database.query("UPDATE repositories SET location = $1 WHERE id = $2", [
      join(folder("shared"), "a.git"),
      id,
    ]);
    await expect(s.repositories.openForge(own.organizationId, id)).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});
