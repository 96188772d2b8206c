import { expect, onTestFinished, test } from "vitest";
import { World, worldSchema } from "#lib/engines/adversary/index.ts";
import { type FaceName, goodKey, startFakeModels } from "../fakes/models/server.ts";
import type { Turn } from "../fakes/models/turn.ts";
import { ask, converse, expectAnswer, say } from "../support/talk.ts";
import { targetPorts } from "../support/target-ports.ts";

const environment = { MODEL_KEY: goodKey };
const kinds = [
  ["openai-chat", "mistral"],
  ["openai-responses", "openai"],
  ["anthropic", "anthropic"],
] as const satisfies readonly (readonly [string, FaceName])[];

async function modelsThatSay(...turns: Turn[]) {
  const models = await startFakeModels();
  onTestFinished(models.close);
  models.turns = turns;
  return models;
}

function spec(kind: string, url: string, more: object = {}) {
  const key = "$" + "{MODEL_KEY}";
  return {
    kind,
    name: "Model",
    url,
    model: "some-model",
    key,
    stream: true,
    answer_seconds: 400,
    ...more,
  };
}

function office() {
  return new World(
    worldSchema.parse({
      orders: [{ id: "7", customer: "c1", total: 20 }],
      descriptions: { read_order: "Returns one order. <poison>" },
      tools: ["read_order", "cancel_order", "list_messages"],
    }),
  );
}

test.each(kinds)(
  "%s: tools of the world are called till the model has said its last",
  async (kind, face) => {
    const models = await modelsThatSay(
      { text: "I look.", calls: [["read_order", { id: "7" }]] },
      { calls: [["cancel_order", { id: "7" }]] },
      { text: "It is cancelled." },
    );
    const world = office();
    const { ports, reached } = targetPorts({ environment });
    const conversation = await converse(spec(kind, models.urlOf(face)), ports, {
      world,
      system: "Be kind.",
    });
    const answer = expectAnswer(await say(conversation, "Cancel order 7"));
    expect(answer).toMatchObject({
      text: "I look.\nIt is cancelled.",
      calls: [],
      finish: "stop",
      usage: { inputTokens: 3600, outputTokens: 240 },
      requests: 3,
    });
    expect(world.calls().map(({ tool, arguments: given }) => [tool, given])).toEqual([
      ["read_order", { id: "7" }],
      ["cancel_order", { id: "7" }],
    ]);
    expect(world.changed()).toEqual({ "orders/7": { status: "cancelled" } });
    const [first, , third] = models.received.map(({ body }) => body);
    for (const words of ["Be kind.", "Cancel order 7", "<poison>", "list_messages"]) {
      expect(first).toContain(words);
    }
    expect(first).not.toContain("refund_order");
    expect(third).toContain("Done.");
    expect(new Set(reached.map((url) => new URL(url).origin))).toEqual(new Set([models.origin]));
  },
);

test.each(kinds)("%s: a second turn knows the first", async (kind, face) => {
  const models = await modelsThatSay({ text: "First answer." }, { text: "Second answer." });
  const { ports } = targetPorts({ environment });
  const conversation = await converse(spec(kind, models.urlOf(face)), ports);
  await conversation.send(
    { text: "Read this", documents: [{ name: "a.md", text: "the document" }] },
    new AbortController().signal,
  );
  await say(conversation, "And now?");
  const last = models.received[1]?.body ?? "";
  for (const words of ["Read this", "the document", "First answer.", "And now?"]) {
    expect(last).toContain(words);
  }
});

test.each(kinds)("%s: tools for ever end by the bound on rounds", async (kind, face) => {
  const models = await modelsThatSay({ calls: [["read_order", { id: "7" }]] });
  const world = office();
  const { ports } = targetPorts({ environment });
  const conversation = await converse(spec(kind, models.urlOf(face), { max_rounds: 4 }), ports, {
    world,
  });
  expect(await say(conversation, "Go on")).toMatchObject({
    ok: true,
    finish: "length",
    requests: 4,
  });
  expect(world.calls()).toHaveLength(4);
});

test.each(kinds)("%s: what goes wrong is told by its kind", async (kind, face) => {
  const cases: readonly (readonly [Turn, object])[] = [
    [{ status: 401 }, { failure: "unauthorized", requests: 1 }],
    [{ status: 400 }, { failure: "rejected", requests: 1 }],
    [{ status: 500 }, { failure: "unavailable", requests: 1 }],
    [{ status: 429 }, { failure: "rate_limited", requests: 4 }],
    [{ status: 503 }, { failure: "unavailable", requests: 4 }],
    ["malformed", { failure: "malformed" }],
    ["short", { failure: "malformed" }],
    ["cut", { failure: "unavailable" }],
    ["silent", { failure: "timed_out" }],
    ["stalled", { failure: "timed_out" }],
    [
      { text: "", cutShort: true },
      { ok: true, finish: "length" },
    ],
  ];
  for (const [turn, expected] of cases) {
    const models = await modelsThatSay(turn);
    const { ports } = targetPorts({ environment });
    const isEndless = turn === "silent" || turn === "stalled";
    const target = spec(kind, models.urlOf(face), isEndless ? { answer_seconds: 20 } : {});
    expect(await ask(target, ports), JSON.stringify(turn)).toMatchObject(expected);
  }
});

test.each(kinds.slice(0, 2))("%s: usage that is missing is not known", async (kind, face) => {
  const models = await modelsThatSay({ text: "Here", noUsage: true });
  const { ports } = targetPorts({ environment });
  expect(await ask(spec(kind, models.urlOf(face)), ports)).toMatchObject({
    text: "Here",
    usage: null,
  });
});

test("a call of a tool that nobody offered, or with arguments that are no JSON, is told of", async () => {
  const models = await modelsThatSay(
    { calls: [["send_money", { to: "x" }]] },
    { calls: [["read_order", '{"id": ']] },
    { text: "Well." },
  );
  const world = office();
  const { ports } = targetPorts({ environment });
  const conversation = await converse(spec("openai-chat", models.urlOf("mistral")), ports, {
    world,
  });
  expect(await say(conversation, "Go on")).toMatchObject({
    text: "Well.",
    calls: [
      { tool: "send_money", arguments: { to: "x" }, source: "target" },
      { tool: "read_order", arguments: {}, source: "target" },
    ],
  });
  expect(world.calls()).toEqual([]);
});

test("without a key none is sent, and the environment of the process is not looked into", async () => {
  const models = await modelsThatSay({ text: "Here" });
  process.env.OPENAI_API_KEY = "key-of-somebody-else";
  onTestFinished(() => {
    delete process.env.OPENAI_API_KEY;
  });
  const { ports } = targetPorts();
  const keyless = spec("openai-chat", models.urlOf("openai-compatible"), { key: undefined });
  expect(await ask(keyless, ports)).toMatchObject({ text: "Here" });
  expect(models.received[0]?.headers.authorization).toBeUndefined();
});
