import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { LimitClass, LimitKeys } from "#lib/platform/limits/index.ts";
import { type ApiCall, apiCaller, apiRoutes } from "../support/api.ts";
import { addFindingRow } from "../support/by-hand.ts";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, type Team } from "../support/team.ts";
import { openWorld, type World } from "../support/world.ts";
import { createRedisServer, lacksRedis } from "./redis-server.ts";

vi.hoisted(() => {
  process.env.ETNA_LOG_LEVEL = "silent";
});

const hourMs = 60 * 60 * 1000;
let world: World;
let s: Services;
let call: ApiCall;

/** The API over limits as they are, counted in this store. */
async function open(store: "memory" | "Redis"): Promise<void> {
  vi.resetModules();
  Reflect.deleteProperty(globalThis, "etnaLimits");
  world = await openWorld();
  Object.assign(process.env, { ETNA_LIMIT_SCALE: "1", ETNA_LOG_LEVEL: "silent" });
  delete process.env.REDIS_URL;
  if (store === "Redis") {
    const server = await createRedisServer();
    await server.start();
    onTestFinished(() => server.remove());
    process.env.REDIS_URL = server.url;
  }
  s = await loadServices();
  call = apiCaller(await apiRoutes());
  // Early in a window of every length, and no time passes: only what is asked counts.
  vi.useFakeTimers({ toFake: ["Date"], now: Math.ceil(Date.now() / hourMs) * hourMs + 1000 });
}

afterEach(async () => {
  vi.useRealTimers();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function makeToken(team: Team, name: string) {
  const request = { name, scopes: ["read", "run"] as ("read" | "run")[], days: 30 as const };
  return await s.apiTokens.createToken(team.as("developer"), team.organizationId, request);
}

/** Asks so often; the statuses that came back. */
async function ask(times: number, token: string): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) {
    statuses.push((await call("GET", "/runs?limit=1", { token })).status);
  }
  return statuses;
}

/** Uses up so many requests of somebody, as that many calls would. */
async function spend(times: number, keys: LimitKeys, name: LimitClass = "api"): Promise<void> {
  const { limit } = await import("#lib/platform/limits/index.ts");
  for (let i = 0; i < times; i++) expect((await limit(name, keys)).allowed).toBe(true);
}

const stores = ["memory", ...(lacksRedis() === null ? ["Redis"] : [])] as ("memory" | "Redis")[];

describe.each(stores)("the API, counted in %s", (store) => {
  it("counts a token by itself, and all tokens of an organization together", async () => {
    await open(store);
    const team = await openTeam(world, s, "Busy House");
    const [first, second] = [await makeToken(team, "A"), await makeToken(team, "B")];
    await spend(298, { user: first.id });
    expect(await ask(4, first.token)).toEqual([200, 200, 429, 429]);
    const refusal = await call("GET", "/runs", { token: first.token });
    expect(Number(refusal.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refusal.json()).toMatchObject({ code: "rate_limited" });
    expect(await ask(2, second.token)).toEqual([200, 200]);
    // Two calls by each came to four so far: the organization's 1,200 are used up for whichever token.
    await spend(1195, { organization: team.organizationId });
    expect(await ask(3, second.token)).toEqual([200, 429, 429]);
    const quiet = await openTeam(world, s, "Quiet House");
    expect(await ask(2, (await makeToken(quiet, "C")).token)).toEqual([200, 200]);
  });

  it("counts starting work apart from looking at it", async () => {
    await open(store);
    const team = await openTeam(world, s, "Working House");
    const { organizationId } = team;
    const path = await world.repository("work", faultyFiles(1));
    const { id: repositoryId } = await s.repositories.connectRepository(
      team.as("admin"),
      organizationId,
      { path },
    );
    const findingId = await addFindingRow(world, organizationId, repositoryId);
    const [first, second] = [await makeToken(team, "A"), await makeToken(team, "B")];
    const start = async (token: string) =>
      await call("POST", "/runs", { token, body: { kind: "fix", findingId } });
    await spend(59, { user: first.id }, "model");
    expect((await start(first.token)).status).toBe(202);
    const refusal = await start(first.token);
    expect(refusal.status).toBe(429);
    expect(Number(refusal.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await ask(1, first.token)).toEqual([200]);
    expect((await start(second.token)).status).toBe(202);
  });

  it("says with each answer what is left", async () => {
    await open(store);
    const team = await openTeam(world, s, "Asking House");
    const { token } = await makeToken(team, "A");
    const answers = [await call("GET", "/runs", { token }), await call("GET", "/runs", { token })];
    expect(answers.map((answer) => answer.headers.get("ratelimit")?.replace(/;t=\d+/, ""))).toEqual(
      ['"api-user";r=299', '"api-user";r=298'],
    );
  });
});
