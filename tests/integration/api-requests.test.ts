import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiCall, apiCaller, apiRoutes } from "../support/api.ts";
import { addFindingRow } from "../support/by-hand.ts";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, type Team } from "../support/team.ts";
import { openWorld, type World } from "../support/world.ts";

let world: World;
let s: Services;
let call: ApiCall;
let team: Team;
let token: string;
let secondToken: string;
let repositoryId: string;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  call = apiCaller(await apiRoutes());
  team = await openTeam(world, s, "Request House");
  const { organizationId } = team;
  const path = await world.repository("requests", faultyFiles(1));
  const connected = await s.repositories.connectRepository(team.as("admin"), organizationId, {
    path,
  });
  repositoryId = connected.id;
  const make = async (name: string) => {
    const request = { name, scopes: ["read", "triage", "run"] as const, days: 30 as const };
    return await s.apiTokens.createToken(team.as("developer"), organizationId, {
      ...request,
      scopes: [...request.scopes],
    });
  };
  token = (await make("First")).token;
  secondToken = (await make("Second")).token;
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

const finding = () => addFindingRow(world, team.organizationId, repositoryId);

async function runs(): Promise<number> {
  return (await world.database.query("SELECT id FROM runs")).length;
}

async function startFix(findingId: string, key: string, by = token): Promise<Response> {
  const body = { kind: "fix", findingId };
  return await call("POST", "/runs", { token: by, body, headers: { "idempotency-key": key } });
}

describe("an Idempotency-Key", () => {
  it("gives the same answer again, to the byte, and has one effect", async () => {
    const id = await finding();
    const first = await startFix(id, "again");
    const text = await first.text();
    expect(first.status).toBe(202);
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    // Without the key this would start a second run, for the first is over.
    await world.database.query("UPDATE runs SET state = 'failed', ended_at = now()");
    const before = await runs();
    const second = await startFix(id, "again");
    expect(second.status).toBe(202);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(await second.text()).toBe(text);
    expect(await runs()).toBe(before);
  });

  it("makes of one task one run, however often it is sent", async () => {
    const key = `mk_${team.organizationId}`;
    await world.database.query(
      `INSERT INTO model_keys (id, organization_id, provider, name, address)
       VALUES ($1, $2, 'openai_compatible', 'Own', 'http://127.0.0.1:9/v1')`,
      [key, team.organizationId],
    );
    const ask = async (words: string, idempotencyKey: string) =>
      await call("POST", `/repositories/${repositoryId}/tasks`, {
        token,
        body: { words },
        headers: { "idempotency-key": idempotencyKey },
      });
    const words = "Close the file that is left open.";
    expect((await ask(words, "unchosen")).status).toBe(409);
    await world.database.query(
      `INSERT INTO model_choices (organization_id, purpose, model_key_id, model)
       VALUES ($1, 'fix', $2, 'own')`,
      [team.organizationId, key],
    );
    expect((await ask("Too short", "short")).status).toBe(400);
    const first = await ask(words, "task");
    const text = await first.text();
    expect(first.status).toBe(202);
    expect(JSON.parse(text)).toMatchObject({
      task: true,
      ruleId: null,
      fixer: "model",
      title: words,
    });
    const before = await runs();
    const second = await ask(words, "task");
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(await second.text()).toBe(text);
    expect((await ask("Close the other file.", "task")).status).toBe(409);
    expect(await runs()).toBe(before);
  });

  it("is refused for another body or another path, and belongs to one token", async () => {
    const [a, b] = [await finding(), await finding()];
    const first = (await (await startFix(a, "shared")).json()) as { id: string };
    expect((await startFix(b, "shared")).status).toBe(409);
    const cancel = { token, headers: { "idempotency-key": "shared" } };
    expect((await call("POST", `/runs/${first.id}/cancel`, cancel)).status).toBe(409);
    const other = (await (await startFix(b, "shared", secondToken)).json()) as { id: string };
    expect(other.id).not.toBe(first.id);
  });

  it("sent many times at once has one effect; who comes too early is told so", async () => {
    const before = await runs();
    const events = (await world.database.query("SELECT seq FROM audit_events")).length;
    const id = await finding();
    const answers = await Promise.all(Array.from({ length: 12 }, () => startFix(id, "at-once")));
    const ids = new Set<string>();
    for (const answer of answers) {
      expect([202, 409]).toContain(answer.status);
      if (answer.status === 202) ids.add(((await answer.json()) as { id: string }).id);
    }
    expect(ids.size).toBe(1);
    expect(await runs()).toBe(before + 1);
    expect((await world.database.query("SELECT seq FROM audit_events")).length).toBe(events + 1);
  });

  it("is free again when the request was refused, and after 24 hours", async () => {
    const id = await finding();
    await world.database.query("UPDATE findings SET state = 'ignored' WHERE id = $1", [id]);
    expect((await startFix(id, "refused")).status).toBe(409);
    await world.database.query("UPDATE findings SET state = 'open' WHERE id = $1", [id]);
    expect((await startFix(id, "refused")).status).toBe(202);
    await world.database.query("UPDATE idempotent_requests SET expires_at = now()");
    expect((await startFix(await finding(), "refused")).status).toBe(202);
    const forgotten = "SELECT key FROM idempotent_requests WHERE key IN ('again', 'at-once')";
    expect(await world.database.query(forgotten)).toEqual([]);
  });

  it("is taken over from a request that died, and not from one that still works", async () => {
    const caller = (await s.apiTokens.authenticateToken(token))!;
    const request = { key: "dead", requestDigest: "0".repeat(64) };
    const gate = Promise.withResolvers<void>();
    const hanging = s.apiTokens.answerOnce(caller, request, async () => {
      await gate.promise;
      return { status: 202, body: "late" };
    });
    const work = async () => ({ status: 202, body: "taken over" });
    const claimed = async () =>
      (await world.database.query("SELECT 1 FROM idempotent_requests WHERE key = 'dead'")).length;
    await expect.poll(claimed, { timeout: 60_000 }).toBe(1);
    await expect(s.apiTokens.answerOnce(caller, request, work)).rejects.toMatchObject({
      code: "conflict",
    });
    await world.database.query(
      "UPDATE idempotent_requests SET claimed_at = now() - interval '61 seconds' WHERE key = 'dead'",
    );
    await s.apiTokens.answerOnce(caller, request, work);
    gate.resolve();
    await hanging;
    // The late one does not overwrite what was answered meanwhile.
    const kept = await s.apiTokens.answerOnce(caller, request, work);
    expect(kept).toEqual({ status: 202, body: "taken over", replayed: true });
  });

  it("is 1 to 255 visible characters", async () => {
    const id = await finding();
    for (const key of ["", "a b", "ü", "x".repeat(256)]) {
      expect((await startFix(id, key)).status, key).toBe(400);
    }
  });
});

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly next: string | null;
}

/** Reads a list to its end, and does something between the pages. */
async function walk(path: string, between: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  let next: string | null = null;
  do {
    const after: string = next === null ? "" : `&after=${next}`;
    const page = (await (await call("GET", `${path}${after}`, { token })).json()) as Page;
    seen.push(...page.items.map((item) => item.id ?? (item as unknown as { seq: string }).seq));
    next = page.next;
    if (next !== null) await between();
  } while (next !== null);
  return seen;
}

describe("a list", () => {
  beforeEach(async () => {
    await world.database.query("DELETE FROM findings");
    for (let i = 0; i < 23; i++) await finding();
  });

  const ids = async (table: string) =>
    (await world.database.query(`SELECT id FROM ${table}`)).map((row) => String(row.id)).sort();

  it.each([1, 5, 22, 23, 100])(
    "of findings ends without gap or repeat, by pages of %i",
    async (limit) => {
      await world.database.query(
        `UPDATE findings SET first_seen_at = date_trunc('hour', now()),
         severity = (ARRAY['critical','high','medium','low']::"Severity"[])[1 + length(id) % 3]`,
      );
      const before = await ids("findings");
      let put = 0;
      const seen = await walk(`/findings?limit=${limit}`, async () => {
        if (++put <= 12) await finding();
      });
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((id) => before.includes(id)).sort()).toEqual(before);
    },
  );

  it("of findings has no gap when the last one seen leaves the list meanwhile", async () => {
    const before = await ids("findings");
    const seen: string[] = [];
    let next: string | null = "";
    while (next !== null) {
      const after: string = next === "" ? "" : `&after=${next}`;
      const page = (await (
        await call("GET", `/findings?limit=4${after}`, { token })
      ).json()) as Page;
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
      await call("POST", `/findings/${seen.at(-1)}/triage`, {
        token,
        body: { decision: "ignore", reason: "Decided while reading" },
      });
    }
    expect(seen.sort()).toEqual(before);
  });

  it("of runs, repositories and events ends without gap or repeat", async () => {
    for (const id of await ids("findings")) await startFix(id, `run-${id}`);
    const more = async () => await startFix(await finding(), `more-${Math.random()}`);
    const runsBefore = await ids("runs");
    const seenRuns = await walk("/runs?limit=5", more);
    expect(new Set(seenRuns).size).toBe(seenRuns.length);
    expect(seenRuns.filter((id) => runsBefore.includes(id)).sort()).toEqual(runsBefore);

    const { organizationId } = team;
    for (const name of ["b", "d", "f", "h", "j"]) {
      const path = await world.repository(name, { "README.md": "#\n" });
      await s.repositories.connectRepository(team.as("admin"), organizationId, { path });
    }
    const repositories = await ids("repositories");
    const seenRepositories = await walk("/repositories?limit=2", async () => undefined);
    expect(seenRepositories.sort()).toEqual(repositories);

    const events = await world.database.query(
      "SELECT seq FROM audit_events WHERE chain = $1 ORDER BY seq DESC",
      [organizationId],
    );
    const seenEvents = await walk("/audit-events?limit=7", more);
    expect(seenEvents).toEqual(events.map(({ seq }) => String(seq)));
  });

  it("filters as it is asked to, and refuses what it does not know", async () => {
    const [id] = await ids("findings");
    await world.database.query(
      "UPDATE findings SET state = 'ignored', title = 'Odd %_' WHERE id = $1",
      [id],
    );
    const found = async (query: string) =>
      ((await (await call("GET", `/findings?${query}`, { token })).json()) as Page).items.length;
    expect(await found("state=ignored")).toBe(1);
    expect(await found("state=all&limit=100")).toBe(23);
    expect(await found("state=all&search=odd")).toBe(1);
    expect(await found("severity=low")).toBe(0);
    expect(await found("repositoryId=rp_none")).toBe(0);
    for (const query of [
      "limit=0",
      "limit=101",
      "limit=1.5",
      "after=x",
      "state=odd",
      "colour=red",
      "limit=1&limit=2",
      "search=%00",
    ]) {
      expect((await call("GET", `/findings?${query}`, { token })).status, query).toBe(400);
    }
  });
});

describe("a request that is not one", () => {
  it.each([
    ["a method the path does not have", "PUT", "/findings", {}, 405],
    ["a method the path does not have", "DELETE", "/audit-events", {}, 405],
    ["a path that is none", "GET", "/nothing/here", {}, 404],
    ["an id that is none", "GET", "/findings/..%2Ffixes", {}, 404],
    ["an id that is none", "GET", "/runs/rn_%00", {}, 404],
    ["no body", "POST", "/runs", { headers: { "content-type": "application/json" } }, 400],
    ["no media type", "POST", "/runs", { body: "{}", headers: { "content-type": "" } }, 415],
    [
      "a form",
      "POST",
      "/runs",
      { body: "kind=scan", headers: { "content-type": "application/x-www-form-urlencoded" } },
      415,
    ],
    ["broken JSON", "POST", "/runs", { body: "{" }, 400],
    ["a name twice", "POST", "/runs", { body: '{"kind":"scan","kind":"fix"}' }, 400],
    ["a deep body", "POST", "/runs", { body: `${"[".repeat(5000)}${"]".repeat(5000)}` }, 400],
    ["a large body", "POST", "/runs", { body: JSON.stringify("x".repeat(70_000)) }, 413],
    [
      "a false length",
      "POST",
      "/runs",
      { body: "{}", headers: { "content-length": "9999999" } },
      413,
    ],
    [
      "more than is asked for",
      "POST",
      "/runs",
      { body: { kind: "scan", repositoryId: "rp_x", organizationId: "og_x" } },
      400,
    ],
    ["a NUL", "POST", "/runs", { body: { kind: "scan", repositoryId: "rp_\0" } }, 400],
  ] as const)("is answered in words: %s, %s %s", async (_, method, path, sent, status) => {
    const response = await call(method, path, { token, ...sent });
    const problem = (await response.json()) as Record<string, unknown>;
    expect({ status: response.status, problem }).toMatchObject({ status, problem: { status } });
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(problem.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(String(problem.title)).toMatch(/\.$/);
    if (status === 405) expect(response.headers.get("allow")).toMatch(/^(GET|POST)/);
  });
});
