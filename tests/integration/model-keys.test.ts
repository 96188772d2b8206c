import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ModelRequest } from "#lib/engines/agent/index.ts";
import type { NewModelKey } from "#lib/services/model-keys/index.ts";
import { type FakeModels, goodKey, startFakeModels } from "../fakes/models/server.ts";
import { loadServices, type Services } from "../support/services.ts";
import { openTeam, type Team } from "../support/team.ts";
import { openWorld, type World } from "../support/world.ts";

let world: World;
let s: Services;
let fake: FakeModels;
let team: Team;
let other: Team;
let count = 0;

beforeAll(async () => {
  world = await openWorld();
  fake = await startFakeModels();
  process.env.ETNA_OUTBOUND_ALLOW = new URL(fake.origin).host;
  s = await loadServices();
  other = await openTeam(world, s, "Other House");
});

afterAll(async () => {
  await fake?.close();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

afterEach(() => {
  fake.turns = [];
});

/** A house of its own, so that its keys and choices are nobody else's. */
async function newTeam(): Promise<Team> {
  const letters = String.fromCharCode(97 + Math.floor(count / 26), 97 + (count++ % 26));
  return await openTeam(world, s, `Model House ${letters}`);
}

const compatible = (changed: Partial<NewModelKey> = {}): NewModelKey => ({
  provider: "openai-compatible",
  key: "sk-local-0123456789abcdef",
  address: fake.urlOf("openai-compatible"),
  name: "",
  model: "qwen3-coder:30b",
  monthlyBudgetUsd: null,
  ...changed,
});

const anthropic = (changed: Partial<NewModelKey> = {}): NewModelKey => ({
  ...compatible(),
  provider: "anthropic",
  key: goodKey,
  address: fake.urlOf("anthropic"),
  model: "",
  ...changed,
});

const add = (request: NewModelKey, as = team.as("admin"), organizationId = team.organizationId) =>
  s.modelKeys.addModelKey(as, organizationId, request);

async function keys() {
  return (await s.modelKeys.listModelKeys(team.organizationId)).keys;
}

async function one(id: string) {
  return (await keys()).find((key) => key.id === id)!;
}

async function events(): Promise<readonly string[]> {
  const rows = await world.database.query(
    "SELECT action FROM audit_events WHERE organization_id = $1 AND action LIKE 'model%' ORDER BY seq",
    [team.organizationId],
  );
  return rows.map(({ action }) => String(action));
}

const calls = () =>
  world.database.query("SELECT * FROM model_calls WHERE organization_id = $1 ORDER BY asked_at", [
    team.organizationId,
  ]);

/** What a run would have spent, on a day. */
async function spend(keyId: string, usd: number | null, at = new Date()): Promise<void> {
  await world.database.query(
    `INSERT INTO model_calls (id, organization_id, model_key_id, model, request_sha256, request_bytes,
       state, ended_at, asked_at, cost_micro_usd)
     VALUES ($1, $2, $3, 'claude-sonnet-4-5', '', 0, 'answered', $4, $4, $5)`,
    [`mc_test${++count}`, team.organizationId, keyId, at, usd === null ? null : usd * 1e6],
  );
}

const question: ModelRequest = {
  system: "You repair.",
  messages: [{ role: "user", text: "Begin." }],
  tools: [],
  maxOutputTokens: 100,
};

const choose = (
  keyId: string,
  model = "claude-sonnet-4-5",
  price: { inputUsdPerMillion: number; outputUsdPerMillion: number } | null = null,
) =>
  s.modelKeys.chooseModel(team.as("admin"), team.organizationId, {
    purpose: "fix",
    keyId,
    model,
    price,
  });

const open = () => s.modelKeys.openChosenModel(team.organizationId, "fix");

describe("a pasted key", () => {
  beforeAll(async () => {
    team = await newTeam();
  });

  it.each([
    ["anthropic", "claude-haiku-5-5", 1],
    ["openai", "gpt-5-mini", 16],
    ["google", "gemini-2.5-flash", 1],
    ["mistral", "mistral-small-latest", 1],
    ["openai-compatible", "qwen3-coder:30b", 1],
  ] as const)("of %s is asked once, for a token, and sealed", async (provider, model, tokens) => {
    const request = { ...compatible(), provider, key: goodKey, address: fake.urlOf(provider) };
    const before = fake.received.length;
    const { id } = await add({ ...request, model: provider === "openai-compatible" ? model : "" });
    expect(fake.received.length).toBe(before + 1);
    const sent = fake.received.at(-1)!;
    expect(`${sent.path} ${sent.body}`).toContain(model);
    expect(sent.body).toMatch(new RegExp(`okens"?:${tokens}[,}]`));
    expect(await one(id)).toMatchObject({
      provider,
      hint: "dels",
      hasKey: true,
      state: "working",
      lastUsedAt: null,
      spend: { unknownCalls: provider === "mistral" || provider === "openai-compatible" ? 1 : 0 },
    });
    const [call] = (await calls()).slice(-1);
    expect(call).toMatchObject({ model_key_id: id, state: "answered", output_tokens: 80 });
    expect(call?.attempt_id).toBeNull();
    expect(call?.answer).toBeNull();
    const [row] = await world.database.query("SELECT * FROM model_keys WHERE id = $1", [id]);
    expect(JSON.stringify(row)).not.toContain(goodKey);
    expect(row?.sealed_key).toMatchObject({});
  });

  it("again is the same row, without a call and without a second event", async () => {
    const request = anthropic();
    const [before, asked] = [await events(), fake.received.length];
    const [first, second] = [await add(request), await add(request)];
    expect(second).toEqual(first);
    expect(await events()).toEqual(before);
    expect(fake.received.length).toBe(asked);
    await expect(add(anthropic({ name: "Another" }))).rejects.toMatchObject({ code: "conflict" });
  });

  it("by two at once is one key", async () => {
    const request = compatible({ key: "sk-at-the-same-time-0001", name: "Twice" });
    const made = await Promise.all([add(request), add(request)]);
    expect(made[0]).toEqual(made[1]);
    expect((await keys()).filter(({ name }) => name === "Twice")).toHaveLength(1);
  });

  it("that is refused is not stored, and told why in our words alone", async () => {
    const before = (await keys()).length;
    const key = "sk-ant-nobody-knows-this-one";
    const refused = await add(anthropic({ key })).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: "invalid_input",
      message:
        "Anthropic refused the key. Check that it is right, and what it may do. Nothing was stored.",
    });
    expect(JSON.stringify(refused)).not.toContain(key);
    expect((await keys()).length).toBe(before);
    expect((await calls()).at(-1)).toMatchObject({ state: "failed", model_key_id: null });
  });

  it.each([
    [{ status: 402 }, "invalid_input", "Add credit there first."],
    [{ status: 404 }, "invalid_input", "Name another model to check with."],
    [{ status: 429 }, "unavailable", "Try again in a minute."],
    [{ status: 503 }, "unavailable", "Try again in a minute."],
    ["malformed", "invalid_input", "Check that the address is the one of its API."],
    ["short", "unavailable", "Try again in a minute."],
  ] as const)("that meets %o says what to do", async (turn, code, words) => {
    fake.turns = [turn];
    const request = compatible({ key: "sk-of-a-failing-server-1" });
    const refused = await add(request).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code });
    expect((refused as Error).message).toContain(words);
  });

  it.each([
    ["http://models.example.com/v1", "This address cannot be used"],
    ["https://someone:secret@models.example.com/v1", "This address cannot be used"],
    ["https://models.example.com/v1?key=1", "This address cannot be used"],
    ["", "An OpenAI-compatible server needs its address"],
    ["https://10.1.2.3/v1", "ETNA_OUTBOUND_ALLOW"],
  ])("is not sent to %s", async (address, words) => {
    const refused = await add(compatible({ address })).catch((error: unknown) => error);
    expect((refused as Error).message).toContain(words);
  });

  it("stands in no other field, and a server without one has no hint", async () => {
    const key = "sk-pasted-everywhere-1";
    for (const where of [{ name: key }, { model: key }]) {
      await expect(add(compatible({ key, ...where }))).rejects.toThrow("its own field");
    }
    const { id } = await add(compatible({ key: "", name: "Ollama" }));
    expect(await one(id)).toMatchObject({ hasKey: false, hint: null });
    expect(fake.received.at(-1)?.headers.authorization).toBeUndefined();
  });

  it("is for an admin of this house who has just proved that it is them", async () => {
    const request = compatible({ key: "sk-of-somebody-else-00" });
    const asked = fake.received.length;
    await expect(add(request, team.as("developer"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(add(request, other.as("owner"))).rejects.toMatchObject({ code: "not_found" });
    const stale = { ...team.as("admin") };
    await world.database.query(
      "UPDATE sessions SET proved_at = now() - interval '1 hour' WHERE id = $1",
      [stale.sessionId],
    );
    await expect(add(request, stale)).rejects.toMatchObject({ code: "reauthentication_required" });
    await world.database.query("UPDATE sessions SET proved_at = now() WHERE id = $1", [
      stale.sessionId,
    ]);
    expect(fake.received.length).toBe(asked);
  });

  it("whose process dies after the call leaves a call and no key, and is added again", async () => {
    const key = "sk-of-a-process-that-died";
    const database = world.database;
    await database.query("REVOKE INSERT ON model_keys FROM etna_app");
    await expect(add(compatible({ key }))).rejects.toThrow();
    await database.query("GRANT INSERT ON model_keys TO etna_app");
    expect((await calls()).at(-1)).toMatchObject({ state: "asked", model_key_id: null });
    expect((await keys()).some(({ hint }) => hint === "died")).toBe(false);
    const { id } = await add(compatible({ key }));
    expect(await one(id)).toMatchObject({ hint: "died", state: "working" });
  });
});

describe("a stored key", () => {
  let id: string;
  beforeAll(async () => {
    team = await newTeam();
    ({ id } = await add(compatible({ name: "Ours" })));
    await choose(id, "qwen3-coder:30b");
  });

  const rotate = (key: string) =>
    s.modelKeys.rotateModelKey(team.as("admin"), team.organizationId, id, key);

  it("gives way to one that answers, at the same address, and to no other", async () => {
    fake.turns = [{ status: 401 }];
    await expect(rotate("sk-a-successor-refused-1")).rejects.toThrow("The former key stays.");
    expect(await one(id)).toMatchObject({ hint: "cdef", state: "working" });
    fake.turns = [];
    await rotate("sk-a-successor-taken-0002");
    expect(await one(id)).toMatchObject({ hint: "0002", state: "working", purposes: ["fix"] });
    const chosen = await open();
    await chosen.model.ask(question, new AbortController().signal);
    expect(fake.received.at(-1)?.headers.authorization).toBe("Bearer sk-a-successor-taken-0002");
  });

  it("whose process dies while it is rotated stays the former one", async () => {
    const { database } = world;
    await database.query("REVOKE UPDATE ON model_keys FROM etna_app");
    await expect(rotate("sk-a-successor-that-dies")).rejects.toThrow();
    await database.query("GRANT UPDATE ON model_keys TO etna_app");
    expect((await calls()).at(-1)).toMatchObject({ state: "asked", model_key_id: id });
    expect(await one(id)).toMatchObject({ hint: "0002", spend: { unknownCalls: 3 } });
    await rotate("sk-a-successor-that-dies");
    expect(await one(id)).toMatchObject({ hint: "dies" });
  });

  it("sealed for one row does not open in another", async () => {
    const { id: next } = await add(compatible({ key: "sk-of-another-row-000001", name: "Next" }));
    await world.database.query(
      "UPDATE model_keys SET sealed_key = (SELECT sealed_key FROM model_keys WHERE id = $1) WHERE id = $2",
      [next, id],
    );
    await expect(open()).rejects.toThrow();
    await s.modelKeys.deleteModelKey(team.as("admin"), team.organizationId, next);
  });

  it("is deleted with its sealed value and the choices that use it", async () => {
    await s.modelKeys.deleteModelKey(team.as("admin"), team.organizationId, id);
    expect(await s.modelKeys.listModelKeys(team.organizationId)).toEqual({ keys: [], choices: [] });
    // A run that still holds it may spend nothing more.
    expect(await s.modelKeys.budgetLeftUsd(team.organizationId, id)).toBe(0);
    expect(await s.modelKeys.hasModelFor(team.organizationId, "fix")).toBe(false);
    await expect(open()).rejects.toMatchObject({
      code: "precondition_failed",
      message: "No model is chosen for fixes. Choose one under Settings, Model keys.",
    });
    const spent = await world.database.query(
      "SELECT count(*)::int AS n FROM model_calls WHERE organization_id = $1 AND model_key_id IS NULL",
      [team.organizationId],
    );
    expect(spent[0]?.n).toBeGreaterThan(3);
    expect((await events()).at(-1)).toBe("model_key.delete");
  });
});

describe("the health of a key", () => {
  let id: string;
  beforeAll(async () => {
    team = await newTeam();
    ({ id } = await add(compatible()));
    await choose(id, "qwen3-coder:30b");
  });

  const note = (outcome: Parameters<Services["modelKeys"]["noteModelUse"]>[2]) =>
    s.modelKeys.noteModelUse(team.organizationId, id, outcome);
  const check = () => s.modelKeys.checkModelKey(team.as("admin"), team.organizationId, id);

  it("is what the last call that says something of it said", async () => {
    const before = (await events()).length;
    await note("answered");
    expect((await one(id)).lastUsedAt).toBeInstanceOf(Date);
    for (const kind of ["rate_limited", "overloaded", "timed_out", "model_unknown"] as const) {
      await note(kind);
      expect(await one(id)).toMatchObject({ state: "working", stateReason: null });
    }
    expect((await events()).length).toBe(before);
    await note("key_refused");
    expect(await one(id)).toMatchObject({
      state: "refused",
      stateReason: "The server refused the key. Check that it is right, and what it may do.",
    });
    await expect(open()).rejects.toThrow(
      "OpenAI-compatible: The server refused the key. Check that it is right, and what it may do. Rotate the key under Settings, Model keys.",
    );
    expect((await events()).length).toBe(before + 1);
  });

  it("is asked anew, and a key that is taken again works again", async () => {
    expect(await check()).toBe("working");
    await open();
    fake.turns = [{ status: 402 }];
    expect(await check()).toBe("out_of_credit");
    await expect(open()).rejects.toThrow("Add credit there, then check the key");
    fake.turns = [{ status: 429 }];
    await expect(check()).rejects.toThrow("This says nothing of the key.");
    expect(await one(id)).toMatchObject({ state: "out_of_credit" });
    fake.turns = [];
    expect(await check()).toBe("working");
  });

  it("lets a key whose server is away be tried again, and works once it is back", async () => {
    await note("unreachable");
    expect(await one(id)).toMatchObject({ state: "unreachable" });
    const { model } = await open();
    expect(await model.ask(question, new AbortController().signal)).toMatchObject({ ok: true });
    await note("answered");
    expect(await one(id)).toMatchObject({ state: "working", stateReason: null });
  });

  it("of a deleted key, or one of another house, is noted nowhere", async () => {
    const before = await one(id);
    await s.modelKeys.noteModelUse(other.organizationId, id, "key_refused");
    await s.modelKeys.noteModelUse(team.organizationId, "mk_NOBODY", "key_refused");
    expect(await one(id)).toEqual(before);
  });
});

describe("a monthly budget", () => {
  let id: string;
  beforeAll(async () => {
    team = await newTeam();
    ({ id } = await add(anthropic({ monthlyBudgetUsd: 20 })));
    await choose(id);
  });

  const budget = (usd: number | null) =>
    s.modelKeys.setModelBudget(team.as("admin"), team.organizationId, id, usd);

  it("leaves what this month's calls have not used, and begins anew with the month", async () => {
    const now = new Date();
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
    await spend(id, 19, new Date(month.getTime() - 1));
    await spend(id, 1.5, month);
    const left = (await open()).budgetLeftUsd!;
    expect(left).toBeGreaterThan(18.49);
    // The check of the key has cost something, too.
    expect(left).toBeLessThan(18.5);
    await spend(id, 18.5);
    const anew = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
    await expect(open()).rejects.toMatchObject({
      code: "precondition_failed",
      message: `Anthropic has used USD 20.00 of its USD 20.00 this month. The budget begins anew on ${anew.toISOString().slice(0, 10)} (UTC). Raise it under Settings, Model keys.`,
    });
    await budget(25);
    expect((await open()).budgetLeftUsd).toBeCloseTo(5, 1);
    await budget(null);
    expect((await open()).budgetLeftUsd).toBeNull();
  });

  it("counts apart what nobody knows the price of", async () => {
    await spend(id, null);
    expect((await one(id)).spend).toMatchObject({ unknownCalls: 1 });
    expect((await one(id)).spend.usd).toBeCloseTo(20, 1);
  });

  it("asks for the price of a model that no list names, whichever is said first", async () => {
    await budget(30);
    await expect(choose(id, "claude-unheard-of")).rejects.toMatchObject({
      code: "precondition_failed",
      message:
        "Anthropic has a monthly budget, and the price of claude-unheard-of is not known here. Say what a million tokens in and out cost, or take the budget away.",
    });
    await choose(id, "claude-unheard-of", { inputUsdPerMillion: 2, outputUsdPerMillion: 8.5 });
    const { model, budgetLeftUsd } = await open();
    expect(budgetLeftUsd).toBeCloseTo(10, 1);
    expect(await model.ask(question, new AbortController().signal)).toMatchObject({
      costUsd: (1200 * 2 + 80 * 8.5) / 1e6,
    });
    await budget(null);
    await choose(id, "claude-unheard-of");
    expect(await open()).toMatchObject({ keyId: id, provider: "anthropic", budgetLeftUsd: null });
    await expect(budget(5)).rejects.toThrow("The price of claude-unheard-of is not known");
  });
});

describe("which model does what", () => {
  let id: string;
  beforeAll(async () => {
    team = await newTeam();
    ({ id } = await add(anthropic()));
  });

  it("is said for each purpose, once, and taken back", async () => {
    const { organizationId } = team;
    const has = (purpose: "fix" | "judge") => s.modelKeys.hasModelFor(organizationId, purpose);
    expect(await has("fix")).toBe(false);
    await choose(id);
    const before = await events();
    await choose(id);
    expect(await events()).toEqual(before);
    expect([await has("fix"), await has("judge")]).toEqual([true, false]);
    expect((await s.modelKeys.listModelKeys(organizationId)).choices).toEqual([
      {
        purpose: "fix",
        keyId: id,
        model: "claude-sonnet-4-5",
        price: null,
        priceAsOf: "2026-10",
      },
    ]);
    await s.modelKeys.clearModelChoice(team.as("admin"), organizationId, "fix");
    expect(await has("fix")).toBe(false);
  });

  it("takes no key of another house", async () => {
    const request = { purpose: "fix", keyId: id, model: "claude-sonnet-4-5", price: null } as const;
    await expect(
      s.modelKeys.chooseModel(other.as("owner"), other.organizationId, request),
    ).rejects.toMatchObject({ code: "not_found" });
    await expect(s.modelKeys.openChosenModel(other.organizationId, "fix")).rejects.toMatchObject({
      code: "precondition_failed",
    });
  });
});
