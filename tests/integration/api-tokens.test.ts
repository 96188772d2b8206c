import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TokenScope } from "#lib/services/audit/index.ts";
import { type ApiCall, apiCaller, apiRoutes } from "../support/api.ts";
import { addFindingRow, addFixByHand } from "../support/by-hand.ts";
import { endedCampaign, targetByHand } from "../support/campaign-world.ts";
import { log, result, run as sarifRun } from "../support/sarif.ts";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, type Team } from "../support/team.ts";
import { openWorld, type World } from "../support/world.ts";

let world: World;
let s: Services;
let call: ApiCall;
let team: Team;
let other: Team;
let repository: { id: string; path: string };
let count = 0;

const scopes: readonly TokenScope[] = ["read", "triage", "run"];

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  call = apiCaller(await apiRoutes());
  team = await openTeam(world, s, "Token House");
  other = await openTeam(world, s, "Other House");
  repository = await connect(team, "tokens");
  await connect(other, "elsewhere");
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function connect(of: Team, name: string): Promise<{ id: string; path: string }> {
  const path = await world.repository(name, faultyFiles(1));
  const { organizationId } = of;
  const { id } = await s.repositories.connectRepository(of.as("admin"), organizationId, { path });
  return { id, path };
}

async function makeToken(
  of: Team,
  {
    by = "developer",
    may = scopes,
  }: { by?: "viewer" | "developer" | "admin"; may?: typeof scopes } = {},
) {
  const name = `Program ${++count}`;
  const request = { name, scopes: [...may], days: 30 as const };
  return {
    name,
    ...(await s.apiTokens.createToken(of.as(by), of.organizationId, request)),
  };
}

/** One request for each operation that takes a token, and what the scope it needs is. */
const requests: Record<
  string,
  { needs: TokenScope | null; send(token: string): Promise<Response> }
> = {
  listRepositories: { needs: "read", send: (token) => call("GET", "/repositories", { token }) },
  getRepository: {
    needs: "read",
    send: (token) => call("GET", `/repositories/${repository.id}`, { token }),
  },
  connectRepository: {
    needs: null,
    send: (token) => call("POST", "/repositories", { token, body: { path: repository.path } }),
  },
  removeRepository: {
    needs: null,
    send: (token) => call("DELETE", `/repositories/${repository.id}`, { token }),
  },
  listFindings: { needs: "read", send: (token) => call("GET", "/findings", { token }) },
  getFinding: {
    needs: "read",
    send: async (token) => call("GET", `/findings/${await finding()}`, { token }),
  },
  importSarif: {
    needs: "triage",
    send: (token) =>
      call("POST", `/repositories/${repository.id}/sarif`, {
        token,
        body: log(sarifRun("Scanner", [result("rule", { uri: "src/sheet-01.py", line: 1 })])),
      }),
  },
  exportSarif: {
    needs: "read",
    send: async (token) => {
      await world.database.query("UPDATE repositories SET scanned_commit = $2 WHERE id = $1", [
        repository.id,
        "0".repeat(40),
      ]);
      return await call("GET", `/repositories/${repository.id}/findings.sarif`, { token });
    },
  },
  triageFinding: {
    needs: "triage",
    send: async (token) =>
      call("POST", `/findings/${await finding()}/triage`, {
        token,
        body: { decision: "ignore", reason: "Known" },
      }),
  },
  triageFindings: {
    needs: "triage",
    send: async (token) =>
      call("POST", "/findings/triage", {
        token,
        body: {
          findings: { findingIds: [await finding()] },
          decision: { decision: "ignore", reason: "Known" },
        },
      }),
  },
  listRuns: { needs: "read", send: (token) => call("GET", "/runs", { token }) },
  getRun: { needs: "read", send: async (token) => call("GET", `/runs/${await run()}`, { token }) },
  startRun: {
    needs: "run",
    send: async (token) =>
      call("POST", "/runs", { token, body: { kind: "fix", findingId: await finding() } }),
  },
  startTask: {
    needs: "run",
    send: async (token) => {
      await chooseModel();
      const body = { words: "Call git without a shell." };
      return await call("POST", `/repositories/${repository.id}/tasks`, { token, body });
    },
  },
  retryRun: {
    needs: "run",
    send: async (token) => {
      await chooseModel();
      const id = await run();
      await world.database.query(
        "UPDATE runs SET state = 'failed', ended_at = now() WHERE id = $1",
        [id],
      );
      return await call("POST", `/runs/${id}/retry`, { token, body: { note: "Use execFile." } });
    },
  },
  startRuleFixes: {
    needs: "run",
    send: async (token) => {
      await finding();
      return await call("POST", "/rule-fixes", { token, body: { ruleId: "py/yaml-load" } });
    },
  },
  cancelRuleFixes: {
    needs: "run",
    send: (token) =>
      call("POST", "/rule-fixes/cancel", { token, body: { ruleId: "py/yaml-load" } }),
  },
  cancelRun: {
    needs: "run",
    send: async (token) => call("POST", `/runs/${await run()}/cancel`, { token }),
  },
  listFixes: { needs: "read", send: (token) => call("GET", "/fixes", { token }) },
  getFix: { needs: "read", send: async (token) => call("GET", `/fixes/${await fix()}`, { token }) },
  getFixPatch: {
    needs: "read",
    send: async (token) => call("GET", `/fixes/${await fix()}/patch`, { token }),
  },
  approveFix: {
    needs: null,
    send: async (token) => call("POST", `/fixes/${await fix()}/approve`, { token, body: {} }),
  },
  rejectFix: {
    needs: null,
    send: async (token) => call("POST", `/fixes/${await fix()}/reject`, { token, body: {} }),
  },
  getKeys: { needs: "read", send: (token) => call("GET", "/keys", { token }) },
  listModelKeys: { needs: "read", send: (token) => call("GET", "/model-keys", { token }) },
  addModelKey: {
    needs: null,
    send: (token) => call("POST", "/model-keys", { token, body: {} }),
  },
  rotateModelKey: {
    needs: null,
    send: (token) => call("POST", "/model-keys/mk_1/rotate", { token, body: {} }),
  },
  deleteModelKey: {
    needs: null,
    send: (token) => call("DELETE", "/model-keys/mk_1", { token }),
  },
  chooseModel: {
    needs: null,
    send: (token) => call("POST", "/model-choices", { token, body: {} }),
  },
  listTargets: { needs: "read", send: (token) => call("GET", "/targets", { token }) },
  getTarget: {
    needs: "read",
    send: async (token) => call("GET", `/targets/${await attackTarget()}`, { token }),
  },
  listCampaigns: { needs: "read", send: (token) => call("GET", "/campaigns", { token }) },
  getCampaign: {
    needs: "read",
    send: async (token) => call("GET", `/campaigns/${await campaign()}`, { token }),
  },
  listCases: {
    needs: "read",
    send: async (token) => call("GET", `/campaigns/${await campaign()}/cases?limit=5`, { token }),
  },
  startCampaign: {
    needs: "run",
    send: async (token) =>
      call("POST", "/campaigns", { token, body: { targetId: await attackTarget() } }),
  },
  cancelCampaign: {
    needs: "run",
    send: async (token) => {
      const request = { targetId: await attackTarget() };
      const by = team.as("owner");
      const { id } = await s.campaigns.startCampaign(by, team.organizationId, request);
      return await call("POST", `/campaigns/${id}/cancel`, { token });
    },
  },
  listMembers: { needs: "read", send: (token) => call("GET", "/members", { token }) },
  listAuditEvents: { needs: "read", send: (token) => call("GET", "/audit-events", { token }) },
};

async function chooseModel(): Promise<void> {
  const { organizationId } = team;
  await world.database.query(
    `INSERT INTO model_keys (id, organization_id, provider, name, address)
     VALUES ('mk_1', $1, 'openai_compatible', 'Ours', 'http://127.0.0.1:9') ON CONFLICT DO NOTHING`,
    [organizationId],
  );
  await world.database.query(
    `INSERT INTO model_choices (organization_id, purpose, model_key_id, model)
     VALUES ($1, 'fix', 'mk_1', 'm') ON CONFLICT DO NOTHING`,
    [organizationId],
  );
}

function attackTarget(): Promise<string> {
  return targetByHand(world, s, team, `Agent ${++count}`);
}

async function campaign(): Promise<string> {
  return (await endedCampaign(world, s, team, await attackTarget(), "LLM01-001")).id;
}

function finding(): Promise<string> {
  return addFindingRow(world, team.organizationId, repository.id);
}

async function run(): Promise<string> {
  const { organizationId } = team;
  return (await s.runs.startFix(team.as("owner"), organizationId, await finding())).id;
}

async function fix(): Promise<string> {
  const at = { repositoryId: repository.id, path: repository.path };
  return (await addFixByHand(world, s, team, at)).id;
}

async function refusalOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = (await response.json()) as Record<string, unknown>;
  expect(problem.requestId).toBe(response.headers.get("x-request-id"));
  return { status: response.status, code: problem.code, title: problem.title };
}

describe("an API token", () => {
  it("is tried on every operation that takes one", async () => {
    const { operations } = await import("../../app/api/v1/_operations/document.ts");
    const takers = operations.filter(({ access }) => access !== "open").map(({ id }) => id);
    expect(Object.keys(requests).sort()).toEqual(takers.sort());
  });

  describe.each(Object.entries(requests))("%s", (name, { needs, send }) => {
    it("opens to exactly the scope it names, and never where a person must decide", async () => {
      for (const scope of scopes) {
        const { token } = await makeToken(team, { may: [scope], by: "admin" });
        const response = await send(token);
        if (scope === needs) expect(response.status, scope).toBeLessThan(300);
        else expect((await refusalOf(response)).status, `${name} with ${scope}`).toBe(403);
      }
    });

    it("asks a caller without a token, or with one that is none, to bring one", async () => {
      const { token } = await makeToken(team);
      const wrong = ["", "etna_", "x".repeat(5000), `${token.slice(0, -1)}_`, `${token}=`];
      for (const text of [...wrong, token.toUpperCase(), `etna_${"A".repeat(43)}`]) {
        const response = await send(text);
        expect(response.headers.get("www-authenticate"), text).toMatch(/^Bearer /);
        expect((await refusalOf(response)).status, text).toBe(401);
      }
    });
  });

  it("takes no cookie for a token, and no other scheme", async () => {
    const { token } = await makeToken(team);
    for (const headers of [
      { cookie: `__Host-etna-session=${token}` },
      { authorization: `Basic ${btoa(`token:${token}`)}` },
      { authorization: token },
      { "x-api-key": token },
    ]) {
      expect((await call("GET", "/findings", { headers })).status).toBe(401);
    }
  });

  it("of another organization finds nothing here, in the very words for what never was", async () => {
    const { token } = await makeToken(other);
    const ids = {
      repository: repository.id,
      finding: await finding(),
      run: await run(),
      fix: await fix(),
    };
    const never = "zz_AAAAAAAAAAAAAAAAAAAA";
    const pairs = [
      ["GET", `/repositories/${ids.repository}`, `/repositories/${never}`],
      ["GET", `/findings/${ids.finding}`, `/findings/${never}`],
      ["GET", `/runs/${ids.run}`, `/runs/${never}`],
      ["GET", `/fixes/${ids.fix}`, `/fixes/${never}`],
      ["GET", `/fixes/${ids.fix}/patch`, `/fixes/${never}/patch`],
      ["POST", `/runs/${ids.run}/cancel`, `/runs/${never}/cancel`],
      ["POST", `/findings/${ids.finding}/triage`, `/findings/${never}/triage`],
      ["POST", `/repositories/${ids.repository}/sarif`, `/repositories/${never}/sarif`],
    ] as const;
    for (const [method, theirs, nobodys] of pairs) {
      const sent = {
        token,
        ...(theirs.endsWith("triage") && { body: { decision: "reopen" } }),
        ...(theirs.endsWith("sarif") && { body: log() }),
      };
      const refusal = await refusalOf(await call(method, theirs, sent));
      expect(refusal.status, theirs).toBe(404);
      expect(refusal).toEqual(await refusalOf(await call(method, nobodys, sent)));
    }
    for (const body of [
      { kind: "scan", repositoryId: ids.repository },
      { kind: "fix", findingId: ids.finding },
    ]) {
      expect((await call("POST", "/runs", { token, body })).status).toBe(404);
    }
    for (const list of [
      "/findings?state=all",
      "/runs",
      "/fixes",
      "/repositories",
      "/members",
      "/audit-events",
    ]) {
      const text = await (await call("GET", list, { token })).text();
      for (const id of Object.values(ids)) expect(text, list).not.toContain(id);
      expect(text, list).not.toContain("tokenhouse");
    }
    const after = await call("GET", `/findings?after=${ids.finding}`, { token });
    expect(await after.json()).toEqual({ items: [], next: null });
  });

  it("is refused from its next request on once it is revoked, expired, or its maker has left", async () => {
    const ends: Record<string, (id: string) => Promise<unknown>> = {
      revoked: (id) => s.apiTokens.revokeToken(team.as("developer"), team.organizationId, id),
      expired: (id) =>
        world.database.query("UPDATE api_tokens SET expires_at = now() WHERE id = $1", [id]),
      orphaned: (id) =>
        world.database.query("UPDATE api_tokens SET created_by_id = $2 WHERE id = $1", [
          id,
          other.people.owner,
        ]),
    };
    for (const [how, end] of Object.entries(ends)) {
      const { id, token } = await makeToken(team);
      expect((await call("GET", "/findings", { token })).status, how).toBe(200);
      await end(id);
      expect((await call("GET", "/findings", { token })).status, how).toBe(401);
      // Its power is asked for once more inside the change itself.
      const actor = s.audit.tokenActor(id, team.organizationId);
      await expect(
        s.runs.startScan(actor, team.organizationId, repository.id),
      ).rejects.toMatchObject({ code: "unauthenticated" });
    }
  });

  it("can do no more than its maker can now", async () => {
    const person = await s.identity.findOrCreatePerson("falling@tokenhouse.test");
    await world.database.query(
      "INSERT INTO members (id, organization_id, user_id, role) VALUES ('mb_falling', $1, $2, 'developer')",
      [team.organizationId, person.id],
    );
    const maker = s.audit.userActor(
      person.id,
      team.organizationId,
      await s.identity.startSession(person.id, "Browser"),
    );
    const request = { name: "Falling", scopes: [...scopes], days: 30 as const };
    const { token } = await s.apiTokens.createToken(maker, team.organizationId, request);
    const body = { kind: "scan", repositoryId: repository.id };
    expect((await call("POST", "/runs", { token, body })).status).toBe(202);
    await world.database.query("UPDATE members SET role = 'viewer' WHERE id = 'mb_falling'");
    expect((await call("POST", "/runs", { token, body })).status).toBe(403);
    expect((await call("GET", "/runs", { token })).status).toBe(200);
  });

  it("cannot be made with more power than its maker has, nor twice under one name", async () => {
    await expect(makeToken(team, { by: "viewer", may: ["run"] })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(makeToken(team, { by: "viewer", may: ["read"] })).resolves.toBeDefined();
    const request = { name: "Twice", scopes: ["read" as const], days: 30 as const };
    const made = await Promise.allSettled(
      [1, 2, 3].map(() => s.apiTokens.createToken(team.as("admin"), team.organizationId, request)),
    );
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("is revoked by its maker or an admin, and by no one else", async () => {
    const { id } = await makeToken(team, { by: "developer" });
    const { organizationId } = team;
    await expect(
      s.apiTokens.revokeToken(team.as("approver"), organizationId, id),
    ).rejects.toMatchObject({ code: "forbidden" });
    await expect(
      s.apiTokens.revokeToken(other.as("owner"), other.organizationId, id),
    ).rejects.toMatchObject({ code: "not_found" });
    await s.apiTokens.revokeToken(team.as("admin"), organizationId, id);
  });

  it("is kept as a hash alone, is named in the audit log, and its last use is seen", async () => {
    const { id, name, token } = await makeToken(team);
    const unused = (await s.apiTokens.listTokens(team.organizationId)).find(
      (each) => each.id === id,
    );
    expect(unused?.lastUsedAt).toBeNull();
    await call("POST", "/runs", { token, body: { kind: "fix", findingId: await finding() } });
    const used = (await s.apiTokens.listTokens(team.organizationId)).find((each) => each.id === id);
    expect(used?.lastUsedAt).toBeInstanceOf(Date);
    const [event] = await s.audit.listEvents(team.organizationId, { limit: 1 });
    expect(event).toMatchObject({ action: "run.start", who: `Token ${name}` });
    const tables = await world.database.query(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    for (const table of tables) {
      const rows = await world.database.query(`SELECT * FROM ${table.name}`);
      expect(
        JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? `${value}` : value)),
        `${table.name}`,
      ).not.toContain(token);
    }
    const { faults } = await s.audit.checkChain(team.organizationId);
    expect(faults).toEqual([]);
  });

  it("has its last use written at most every ten minutes", async () => {
    const { id, token } = await makeToken(team);
    const lastUse = async () =>
      (await world.database.query("SELECT last_used_at FROM api_tokens WHERE id = $1", [id]))[0]!
        .last_used_at as Date;
    await call("GET", "/findings", { token });
    const first = await lastUse();
    await call("GET", "/findings", { token });
    expect(await lastUse()).toEqual(first);
    await world.database.query(
      "UPDATE api_tokens SET last_used_at = now() - interval '11 minutes' WHERE id = $1",
      [id],
    );
    const aged = await lastUse();
    await call("GET", "/findings", { token });
    expect((await lastUse()).getTime()).toBeGreaterThan(aged.getTime());
  });
});
