import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ModelRequest, RequestMessage } from "#lib/engines/agent/index.ts";
import { keyFrom, openModel, parseModelName } from "#lib/platform/models/index.ts";
import {
  type FaceName,
  type FakeModels,
  goodKey,
  startFakeModels,
} from "../fakes/models/server.ts";
import type { Turn } from "../fakes/models/turn.ts";

const models: readonly (readonly [FaceName, string])[] = [
  ["anthropic", "claude-sonnet-4-5"],
  ["openai", "gpt-5"],
  ["google", "gemini-2.5-pro"],
  ["mistral", "mistral-small-latest"],
  ["openai-compatible", "qwen3-coder:30b"],
];

const view = {
  name: "view",
  description: "Lines of one file.",
  parameters: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
};

function request(...messages: readonly RequestMessage[]): ModelRequest {
  const first = { role: "user", text: "Begin." } as const;
  return {
    system: "You repair.",
    messages: [first, ...messages],
    tools: [view],
    maxOutputTokens: 900,
  };
}

let fake: FakeModels;
beforeEach(async () => {
  fake = await startFakeModels();
});
afterEach(async () => {
  await fake.close();
});

async function ask(
  [provider, name]: readonly [FaceName, string],
  turns: readonly Turn[],
  given: {
    key?: string;
    idleTimeoutMs?: number;
    request?: ModelRequest;
    allow?: readonly string[];
  } = {},
) {
  fake.turns = turns;
  const model = await openModel({
    provider,
    name,
    key: given.key ?? goodKey,
    baseUrl: fake.urlOf(provider),
    allow: given.allow ?? [new URL(fake.origin).host],
    idleTimeoutMs: given.idleTimeoutMs ?? 5000,
  });
  return await model.ask(given.request ?? request(), new AbortController().signal);
}

describe.each(models)("%s, in its own wire format", (provider, name) => {
  const model = [provider, name] as const;

  it("answers in words and calls, with what it used", async () => {
    const answer = await ask(model, [
      {
        text: "I look at it.",
        calls: [
          ["view", { path: "a.ts" }],
          ["view", { path: "b.ts" }],
        ],
      },
    ]);
    expect(answer).toMatchObject({
      ok: true,
      text: "I look at it.",
      calls: [
        { name: "view", input: { path: "a.ts" } },
        { name: "view", input: { path: "b.ts" } },
      ],
      usage: { inputTokens: 1200, outputTokens: 80 },
      cutShort: false,
    });
    const [sent] = fake.received;
    expect(sent?.body).toContain("You repair.");
    expect(sent?.body).toContain("Lines of one file.");
    expect(sent?.body).not.toContain(goodKey);
  });

  it("is sent its own answer and the results again, whole or as it was shortened", async () => {
    const first = await ask(model, [{ text: "Look.", calls: [["view", { path: "a.ts" }]] }]);
    if (!first.ok) throw new Error(first.message);
    const { text, calls, continuation } = first;
    const results = calls.map(({ id, name: toolName }) => ({
      callId: id,
      toolName,
      text: "1\tcode",
    }));
    for (const kept of [continuation, undefined]) {
      const history = request(
        { role: "assistant", text, calls, continuation: kept },
        { role: "tool", results },
      );
      const second = await ask(model, [{ text: "Seen." }], { request: history });
      expect(second).toMatchObject({ ok: true, text: "Seen." });
      const body = fake.received.at(-1)?.body ?? "";
      expect(body).toContain("1\\tcode");
      expect(body).toContain("a.ts");
    }
  });

  it("may call what is no tool, with arguments that are none", async () => {
    const answer = await ask(model, [
      {
        calls: [
          ["shell", { command: "ls" }],
          ["view", '{"path": "a'],
        ],
      },
    ]);
    expect(answer).toMatchObject({ ok: true, calls: [{ name: "shell" }, { name: "view" }] });
    // Google sends arguments as an object, never as text.
    if (answer.ok && provider !== "google") expect(typeof answer.calls[1]?.input).toBe("string");
  });

  it("may be cut short by its limit, and may say nothing of what it used", async () => {
    expect(await ask(model, [{ text: "And so", cutShort: true }])).toMatchObject({
      ok: true,
      cutShort: true,
    });
    const silent = await ask(model, [{ text: "Fine.", noUsage: true }]);
    expect(silent.ok).toBe(true);
    if (silent.ok && silent.usage === null) expect(silent.costUsd).toBeNull();
  });

  it("may be slow", async () => {
    expect(await ask(model, [{ slow: { text: "One thing after another." } }])).toMatchObject({
      ok: true,
      text: "One thing after another.",
    });
  });

  const faults: readonly (readonly [string, Turn, object])[] = [
    [
      "429",
      { status: 429, headers: { "retry-after": "17" } },
      { kind: "rate_limited", retryAfterSeconds: 17 },
    ],
    ["529", { status: 529 }, { kind: "overloaded" }],
    ["500", { status: 500 }, { kind: "overloaded" }],
    ["402", { status: 402 }, { kind: "out_of_credit" }],
    ["403", { status: 403 }, { kind: "key_refused" }],
    ["400", { status: 400 }, { kind: "request_refused" }],
    ["a body that is no JSON", { status: 502, body: "<html>" }, { kind: "overloaded" }],
    [
      "a redirect",
      { status: 302, headers: { location: "http://169.254.169.254/" } },
      { ok: false },
    ],
    ["malformed", "malformed", { kind: "malformed" }],
    ["cut", "cut", { kind: expect.stringMatching(/cut|unreachable/) }],
    ["short", "short", { kind: "cut" }],
    [
      "one body in place of a stream",
      { whole: "Done." },
      { kind: expect.stringMatching(/cut|malformed/) },
    ],
    ["an error within the stream", "stream_error", { kind: "overloaded" }],
  ];
  it.each(faults)("fails plainly: %s", async (_what, turn, expected) => {
    const answer = await ask(model, [turn]);
    expect(answer).toMatchObject({ ok: false, ...expected });
    expect(JSON.stringify(answer)).not.toContain(goodKey);
    expect(fake.received).toHaveLength(1);
  });

  it.each(["silent", "stalled"] as const)("fails plainly: %s", async (turn) => {
    expect(await ask(model, [turn], { idleTimeoutMs: 200 })).toMatchObject({
      ok: false,
      kind: "timed_out",
    });
  });

  it("fails plainly: a model that it does not know", async () => {
    expect(await ask([provider, "missing-1"], [{}])).toMatchObject({
      ok: false,
      kind: "model_unknown",
    });
  });

  it("is not asked on this machine unless it is allowed", async () => {
    expect(await ask(model, [{ text: "No." }], { allow: [] })).toMatchObject({
      ok: false,
      kind: "address_refused",
    });
    expect(fake.received).toEqual([]);
  });

  it("ends when it is called off", async () => {
    fake.turns = ["stalled"];
    const model = await openModel({
      provider,
      name,
      key: goodKey,
      baseUrl: fake.urlOf(provider),
      allow: [new URL(fake.origin).host],
    });
    const controller = new AbortController();
    const asked = model.ask(request(), controller.signal);
    setTimeout(() => controller.abort(), 100);
    expect(await asked).toMatchObject({ ok: false });
  });
});

describe("patience and credit", () => {
  const words = "You exceeded your current quota, please check your plan and billing details.";

  it("tells Google's used-up minute from an account without credit", async () => {
    const details = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "23.4s" }];
    const error = { code: 429, message: words, status: "RESOURCE_EXHAUSTED", details };
    expect(
      await ask(["google", "gemini-2.5-pro"], [{ status: 429, body: { error } }]),
    ).toMatchObject({ kind: "rate_limited", retryAfterSeconds: 24 });
  });

  it("takes OpenAI's word that no credit is left, though its status asks for patience", async () => {
    const error = { message: words, type: "insufficient_quota", code: "insufficient_quota" };
    expect(await ask(["openai", "gpt-5"], [{ status: 429, body: { error } }])).toMatchObject({
      kind: "out_of_credit",
    });
  });
});

describe("keys", () => {
  it.each(models.filter(([provider]) => provider !== "openai-compatible"))(
    "%s refuses a wrong one, and nobody repeats it",
    async (provider, name) => {
      const wrong = "sk-wrong-0123456789abcdef";
      const answer = await ask([provider, name], [{ text: "No." }], { key: wrong });
      expect(answer).toMatchObject({ ok: false, kind: "key_refused" });
      expect(JSON.stringify(answer)).not.toContain(wrong);
    },
  );

  it("come from the providers' usual variables", () => {
    expect(keyFrom("google", { GEMINI_API_KEY: "a" })).toBe("a");
    expect(keyFrom("openai-compatible", {})).toBe("");
    expect(() => keyFrom("anthropic", { ANTHROPIC_API_KEY: " " })).toThrow("Set ANTHROPIC_API_KEY");
  });

  it("open models that are named by provider and name", () => {
    expect(parseModelName("openai-compatible/library/qwen3:8b")).toEqual({
      provider: "openai-compatible",
      name: "library/qwen3:8b",
    });
    for (const text of ["gpt-5", "other/x", "openai/", "openai/a b"])
      expect(() => parseModelName(text)).toThrow("PROVIDER/NAME");
  });
});

describe("money", () => {
  it("is counted where the price is known, and is not known elsewhere", async () => {
    const known = await ask(["anthropic", "claude-sonnet-4-5"], [{ text: "a" }]);
    expect(known).toMatchObject({ costUsd: (1200 * 3 + 80 * 15) / 1e6 });
    const unknown = await ask(["openai-compatible", "qwen3-coder:30b"], [{ text: "a" }]);
    expect(unknown).toMatchObject({ costUsd: null });
  });

  it.each([
    [
      "a dated snapshot is the model itself",
      "claude-sonnet-4-5-20250929",
      (1200 * 3 + 80 * 15) / 1e6,
    ],
    ["one of like name is not", "claude-sonnet-4-5-fast", null],
    ["one that is not listed is not", "claude-next", null],
  ] as const)("is that of exactly this model: %s", async (_what, name, costUsd) => {
    expect(await ask(["anthropic", name], [{ text: "a" }])).toMatchObject({ costUsd });
  });

  it("counts what is kept for the next request, and what is read from there, as Anthropic does", async () => {
    const cached = { read: 800, write: 300 };
    const answer = await ask(["anthropic", "claude-sonnet-4-5"], [{ text: "a", cached }]);
    const input = 100 + 800 * 0.1 + 300 * 1.25;
    expect(answer).toMatchObject({ usage: { inputTokens: 1200, outputTokens: 80 } });
    expect(answer.ok && answer.costUsd).toBeCloseTo((input * 3 + 80 * 15) / 1e6, 10);
  });

  it("is saved by asking Anthropic to keep each request for the next", async () => {
    const results = [{ callId: "c1", toolName: "view", text: "1\tcode" }];
    const calls = [{ id: "c1", name: "view", input: { path: "a.ts" } }];
    const history = request({ role: "assistant", text: "Look.", calls }, { role: "tool", results });
    await ask(["anthropic", "claude-sonnet-4-5"], [{ text: "a" }], { request: history });
    const { messages } = JSON.parse(fake.received[0]?.body ?? "");
    const mark = { cache_control: { type: "ephemeral" } };
    expect(messages.at(-1).content.at(-1)).toMatchObject(mark);
    expect(JSON.stringify(messages.slice(0, -1))).not.toContain("cache_control");
    for (const other of models.slice(1)) {
      await ask(other, [{ text: "a" }], { request: history });
      expect(fake.received.at(-1)?.body).not.toMatch(/cache_?control/i);
    }
  });
});
