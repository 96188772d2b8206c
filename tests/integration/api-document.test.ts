import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { TokenScope } from "#lib/services/audit/index.ts";
import { type ApiCall, type ApiRoute, apiCaller, apiRoutes } from "../support/api.ts";
import { addFindingRow, addFixByHand } from "../support/by-hand.ts";
import { endedCampaign, targetByHand } from "../support/campaign-world.ts";
import { addReportedCampaigns } from "../support/reported-campaigns.ts";
import { log, result, run } from "../support/sarif.ts";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, faultyFiles, openTeam, seen, type Team } from "../support/team.ts";
import { eventually, openWorld, type World } from "../support/world.ts";

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

interface Described {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Record<string, { readonly content: Record<string, { schema: JsonSchema }> }>;
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Described>>;
  readonly components: { readonly schemas: Record<string, JsonSchema> };
}

const vectors = join(import.meta.dirname, "../vectors/signed-fixes");
const { operations } = await import("../../app/api/v1/_operations/document.ts");

let world: World;
let s: Services;
let routes: readonly ApiRoute[];
let call: ApiCall;
let team: Team;
let other: Team;
let document: OpenApi;
let tokens: readonly (string | undefined)[];
let pool: { ids: readonly string[]; bodies: readonly unknown[] };

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  routes = await apiRoutes();
  call = apiCaller(routes);
  team = await openTeam(world, s, "Document House");
  other = await openTeam(world, s, "Other House");
  document = (await (await call("GET", "/openapi.json")).json()) as OpenApi;
  const all = await tokenFor(team, ["read", "triage", "run"]);
  const narrow = [await tokenFor(team, ["read"]), await tokenFor(other, ["read", "run"])];
  tokens = [all, all, all, all, ...narrow, undefined, `etna_${"x".repeat(43)}`];
  pool = await fillPool();
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function tokenFor(of: Team, scopes: readonly TokenScope[]): Promise<string> {
  const request = { name: `For ${scopes.join(" ")}`, scopes: [...scopes], days: 30 as const };
  return (await s.apiTokens.createToken(of.as("admin"), of.organizationId, request)).token;
}

/** A model that nobody asks: no worker is at work by then. */
async function chooseModel(organizationId: string): Promise<void> {
  await world.database.query(
    `INSERT INTO model_keys (id, organization_id, provider, name, address)
     VALUES ('mk_document', $1, 'openai_compatible', 'Own', 'http://127.0.0.1:9/v1')`,
    [organizationId],
  );
  await world.database.query(
    `INSERT INTO model_choices (organization_id, purpose, model_key_id, model)
     VALUES ($1, 'fix', 'mk_document', 'own')`,
    [organizationId],
  );
}

/** Things of every kind, one of them a fix that is really signed. */
async function fillPool(): Promise<typeof pool> {
  const { organizationId } = team;
  const path = await world.repository("document", faultyFiles(1));
  const repository = await s.repositories.connectRepository(team.as("admin"), organizationId, {
    path,
  });
  const signed = await signFix(repository.id);
  const made: string[] = [];
  const findings: string[] = [];
  for (let i = 0; i < 12; i++) {
    const findingId = await addFindingRow(world, organizationId, repository.id);
    findings.push(findingId);
    if (i % 3 > 0) continue;
    made.push((await addFixByHand(world, s, team, { repositoryId: repository.id, path })).id);
    const forRun = await addFindingRow(world, organizationId, repository.id);
    made.push((await s.runs.startFix(team.as("owner"), organizationId, forRun)).id);
  }
  await chooseModel(organizationId);
  for (let i = 0; i < 4; i++) {
    const findingId = await addFindingRow(world, organizationId, repository.id);
    const ended = await s.runs.startFix(team.as("owner"), organizationId, findingId);
    await world.database.query("UPDATE runs SET state = 'failed', ended_at = now() WHERE id = $1", [
      ended.id,
    ]);
    made.push(ended.id);
  }
  const targets = [];
  for (let i = 0; i < 4; i++) targets.push(await targetByHand(world, s, team, `Agent ${i}`));
  const [attacked = ""] = targets;
  const ended = await endedCampaign(world, s, team, attacked, "LLM01-001");
  const query = (sql: string, values: unknown[]) => world.database.query(sql, values);
  const reported = await addReportedCampaigns(query, organizationId, Array(6).fill({}));
  for (const id of reported) await s.campaigns.signReport(team.as("owner"), organizationId, id);
  const begun = await Promise.all(
    ["a", "b", "c", "d", "e", "f"].map(async (name) => {
      const targetId = await targetByHand(world, s, team, `Agent ${name}`);
      const by = team.as("owner");
      return (await s.campaigns.startCampaign(by, organizationId, { targetId })).id;
    }),
  );
  const bundle: unknown = JSON.parse(
    await readFile(join(vectors, "good/first.sigstore.json"), "utf8"),
  );
  const trustedRoot: unknown = JSON.parse(
    await readFile(join(vectors, "trusted_root.json"), "utf8"),
  );
  const keys: unknown = JSON.parse(await readFile(join(vectors, "keys.json"), "utf8"));
  return {
    ids: [repository.id, signed, ...made, ...findings, ...targets, ended.id, ...begun, ...reported],
    bodies: [
      { kind: "scan", repositoryId: repository.id },
      ...findings.map((findingId) => ({ kind: "fix", findingId })),
      ...targets.map((targetId) => ({ targetId, profile: "smoke" })),
      { decision: "ignore", reason: "Known" },
      { note: "Keep the pipe." },
      { words: "Close the file that is left open." },
      { decision: "snooze", reason: "Later", days: 7 },
      { decision: "reopen" },
      {
        findings: { findingIds: findings.slice(0, 2) },
        decision: { decision: "ignore", reason: "Known" },
      },
      {
        findings: { matching: { severity: "low" } },
        decision: { decision: "ignore", reason: "Known" },
      },
      { ruleId: "py/yaml-load" },
      { bundle, trustedRoot, keys },
      { bundle },
      log(),
      log(run("Scanner", [result("rule", { uri: "src/sheet-01.py", line: 1 })])),
      { bundle: {}, trustedRoot, keys, patch: "AAAA" },
      {},
    ],
  };
}

async function signFix(repositoryId: string): Promise<string> {
  const { organizationId } = team;
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const workflows = [s.runs.scanWorkflow, s.runs.fixWorkflow, s.fixes.signWorkflow];
  const worker = await startWorker({ workflows });
  try {
    const scan = await s.runs.startScan(team.as("developer"), organizationId, repositoryId);
    await endOfRun(s, organizationId, scan.id);
    const [finding] = await s.findings.listFindings(organizationId, { limit: 1 });
    const run = await s.runs.startFix(team.as("developer"), organizationId, finding!.id);
    const { fixId } = await endOfRun(s, organizationId, run.id);
    const fix = (await s.fixes.getFix(organizationId, fixId!))!;
    await s.fixes.approveFix(team.as("approver"), organizationId, fix.id, seen(fix));
    return await eventually("the signature", async () => {
      return (await s.fixes.getFix(organizationId, fix.id))?.state === "signed" && fix.id;
    });
  } finally {
    await worker.stop();
  }
}

/** The schema of an answer, as a reader of the document alone would make it. */
function validatorOf(schema: JsonSchema): z.ZodType {
  const whole = { ...(schema as object), $defs: document.components.schemas };
  const text = JSON.stringify(whole).replaceAll("#/components/schemas/", "#/$defs/");
  return z.fromJSONSchema(JSON.parse(text) as JsonSchema);
}

describe("the OpenAPI document", () => {
  it("describes every route file, and nothing that no route file answers", () => {
    expect(document.openapi).toBe("3.1.0");
    const written = routes.filter(({ path }) => !path.includes("[...")).map(({ path }) => path);
    expect(Object.keys(document.paths).sort()).toEqual(written.sort());
  });

  it("has every method that a route answers, and a route answers every other one with 405", async () => {
    for (const { path } of routes.filter((route) => !route.path.includes("[..."))) {
      const described = Object.keys(document.paths[path] ?? {});
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
        const response = await call(method, path.replace("{id}", "zz_1"));
        const answered = response.status !== 405;
        expect({ path, method, answered }).toEqual({
          path,
          method,
          answered: described.includes(method.toLowerCase()),
        });
      }
    }
  });

  it("names each operation once, and refers only to schemas that it has", () => {
    const ids = operations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const references = JSON.stringify(document).matchAll(
      /"\$ref":"#\/components\/schemas\/(\w+)"/g,
    );
    const named = [...references].map(([, name]) => String(name));
    expect(named.length).toBeGreaterThan(20);
    for (const name of named) expect(document.components.schemas).toHaveProperty(name);
    expect(JSON.stringify(document)).not.toContain("$defs");
  });

  it("lets nothing out that says where on this machine a repository is", async () => {
    const token = tokens[0]!;
    for (const path of ["/repositories", `/repositories/${pool.ids[0]}`, "/runs", "/fixes"]) {
      const text = await (await call("GET", path, { token })).text();
      expect(text, path).not.toContain(world.folder);
    }
  });
});

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("", "all", "open", "fix", "true", "1", "50", "100", "-1", "9".repeat(30)),
);
const contentType = fc.constantFrom("application/json", "application/json", "text/plain", "a/b; c");

describe.each(operations.map((operation) => [operation.id, operation] as const))(
  "whatever %s is sent",
  (id, operation) => {
    it("the answer is one that is documented", async () => {
      const described = document.paths[operation.path]![operation.method.toLowerCase()]!;
      expect(described.operationId).toBe(id);
      const names = described.parameters.filter((each) => each.in === "query");
      const name = fc.oneof(fc.constantFrom("limit", ...names.map((each) => each.name)), text);
      const kind = {
        findings: "fd_",
        runs: "rn_",
        fixes: "fx_",
        repositories: "rp_",
        targets: "tg_",
        campaigns: "cm_",
      }[operation.path.split("/")[1]!];
      const fits = pool.bodies.filter((body) => operation.body?.safeParse(body).success ?? true);
      const validators = new Map<string, z.ZodType>();
      const answered = new Set<number>();
      const sent = fc.record({
        token: fc.constantFrom(...tokens),
        id: fc.oneof(
          {
            weight: 6,
            arbitrary: fc.constantFrom(...pool.ids.filter((each) => each.startsWith(kind ?? ""))),
          },
          { weight: 1, arbitrary: fc.constantFrom(...pool.ids) },
          // These three are other paths, not ids.
          { weight: 1, arbitrary: text.filter((each) => !["", ".", ".."].includes(each)) },
        ),
        query: fc.oneof(
          { weight: 2, arbitrary: fc.constant<[string, string][]>([]) },
          { weight: 1, arbitrary: fc.constant<[string, string][]>([["limit", "2"]]) },
          { weight: 3, arbitrary: fc.array(fc.tuple(name, text), { maxLength: 3 }) },
        ),
        body: fc.oneof(
          { weight: 8, arbitrary: fc.constantFrom(...(operation.body ? fits : [{}])) },
          { weight: 1, arbitrary: fc.constantFrom(...pool.bodies) },
          { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
          {
            weight: 1,
            arbitrary: fc.record({ decision: text, reason: text, days: fc.jsonValue() }),
          },
          {
            weight: 1,
            arbitrary: fc.record({ kind: fc.constantFrom("scan", "fix"), findingId: text }),
          },
          { weight: 1, arbitrary: fc.constant("{") },
        ),
        type: contentType,
        // Not those of the operations before, which would leave no answer but "used already".
        key: fc.option(fc.constantFrom(`${id}-1`, `${id}-2`, `${id}-3`, " ", "x".repeat(300)), {
          freq: 3,
        }),
      });
      await fc.assert(
        fc.asyncProperty(sent, async ({ token, id: row, query, body, type, key }) => {
          const path = operation.path.replace("{id}", encodeURIComponent(row.toWellFormed()));
          const asked = new URLSearchParams(
            query.map(([n, v]) => [n.toWellFormed(), v.toWellFormed()]),
          );
          const posts = operation.method === "POST";
          const headers = {
            ...(posts && { "content-type": type }),
            ...(key && { "idempotency-key": key }),
          };
          const response = await call(
            operation.method,
            asked.size > 0 ? `${path}?${asked}` : path,
            {
              ...(token && { token }),
              ...(posts && { body }),
              headers,
            },
          );
          const { status } = response;
          const media = response.headers.get("content-type") ?? "";
          const documented = described.responses[status]?.content[media];
          if (documented === undefined)
            throw new Error(`${status} ${media}: ${await response.text()}`);
          answered.add(status);
          const validator = validators.get(`${status}`) ?? validatorOf(documented.schema);
          validators.set(`${status}`, validator);
          validator.parse(media.includes("json") ? await response.json() : await response.text());
        }),
        { seed: 20261123, numRuns: 120 },
      );
      if (typeof operation.access === "string") expect(answered, id).toContain(operation.status);
      if (operation.access !== "open") expect(answered, id).toContain(401);
    });
  },
);
