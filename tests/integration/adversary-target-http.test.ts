import { text as readText } from "node:stream/consumers";
import { expect, test } from "vitest";
import {
  openSpanInbox,
  openTarget,
  readTargetSpec,
  World,
  worldSchema,
} from "#lib/engines/adversary/index.ts";
import { ask, converse, expectAnswer, say } from "../support/talk.ts";
import { targetPorts } from "../support/target-ports.ts";
import { serve } from "./http-servers.ts";

interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A server that writes down what it got and answers with what `reply` makes of it. */
async function agent(reply: (got: Got, number: number) => unknown) {
  const got: Got[] = [];
  const server = await serve((request, response) => {
    readText(request)
      .then(async (body) => {
        const { method = "", url: path = "", headers } = request;
        const number = got.push({ method, path, headers, body });
        const answer = await reply({ method, path, headers, body }, number);
        const type = typeof answer === "string" ? "text/plain" : "application/json";
        response.writeHead(200, { "content-type": type });
        response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
      })
      .catch((error: Error) => response.destroy(error));
  });
  const bodies = () => got.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  return { ...server, got, bodies };
}

const http = (url: string, more: object = {}) => ({
  kind: "http",
  name: "Desk",
  url,
  body: { message: "{{message}}" },
  answer: "$.reply",
  answer_seconds: 20,
  ...more,
});

test("calls, usage and the reason of the end are read where the file says", async () => {
  const server = await agent(() => ({
    reply: ["It ", "is done."],
    steps: [
      { function: { name: "refund", arguments: '{"id": 7}' }, output: { ok: true } },
      { function: { name: "note", arguments: "no json" } },
      { other: "step" },
    ],
    tokens: { in: 12, out: "3" },
    why: "max_tokens",
  }));
  const spec = http(server.url, {
    answer: "$.reply[*]",
    calls: {
      path: "$.steps[*]",
      tool: "$.function.name",
      arguments: "$.function.arguments",
      result: "output",
    },
    usage: { input: "$.tokens.in", output: "$.tokens.out" },
    finish: { path: "$.why" },
  });
  expect(await ask(spec, targetPorts().ports)).toMatchObject({
    text: "It is done.",
    calls: [
      { tool: "refund", arguments: { id: 7 }, result: '{"ok":true}', source: "target" },
      { tool: "note", arguments: {}, result: null, source: "target" },
    ],
    usage: { inputTokens: 12, outputTokens: 3 },
    finish: "length",
  });
});

test("usage that is not there is not known", async () => {
  const server = await agent(() => ({ reply: "Here", tokens: { in: 12 } }));
  const spec = http(server.url, { usage: { input: "$.tokens.in", output: "$.tokens.out" } });
  expect(await ask(spec, targetPorts().ports)).toMatchObject({ usage: null });
});

test("the id that the first answer gives is sent from then on", async () => {
  const server = await agent((_got, number) => ({ reply: "Here", session: `s-${number}` }));
  const spec = http(`${server.url}/chat?again={{session}}`, {
    body: { message: "{{message}}", session: "{{session}}" },
    headers: { "x-conversation": "{{session}}" },
    session: { from: "$.session" },
  });
  const conversation = await converse(spec, targetPorts().ports);
  await say(conversation, "One");
  await say(conversation, "Two");
  expect(server.bodies()).toEqual([{ message: "One" }, { message: "Two", session: "s-1" }]);
  expect(server.got.map(({ path }) => path)).toEqual(["/chat?again=", "/chat?again=s-1"]);
  expect(server.got[1]?.headers["x-conversation"]).toBe("s-1");
});

test("an id that would become another header is not sent", async () => {
  const server = await agent(() => ({ reply: "Here", session: "a\r\nx-tenant: b" }));
  const spec = http(server.url, {
    headers: { "x-conversation": "{{session}}" },
    session: { from: "$.session" },
  });
  const conversation = await converse(spec, targetPorts().ports);
  await say(conversation, "One");
  expect(await say(conversation, "Two")).toMatchObject({ failure: "malformed", requests: 0 });
  expect(server.got).toHaveLength(1);
});

test("a list of messages holds what was said and answered, and nothing of a failed turn", async () => {
  const server = await agent((_got, number) => (number === 2 ? {} : { reply: `Answer ${number}` }));
  const spec = http(server.url, { body: { messages: "{{messages}}", system: "{{system}}" } });
  const conversation = await converse(spec, targetPorts().ports, { system: "Be kind." });
  for (const text of ["One", "Two", "Three"]) await say(conversation, text);
  expect(server.bodies()[2]).toEqual({
    messages: [
      { role: "user", content: "One" },
      { role: "assistant", content: "Answer 1" },
      { role: "user", content: "Three" },
    ],
    system: "Be kind.",
  });
});

test("many conversations at once do not mix", async () => {
  const known = new Map<string, string[]>();
  const server = await agent(async ({ body }) => {
    const { message, session } = JSON.parse(body) as { message: string; session: string };
    const said = [...(known.get(session) ?? []), message];
    known.set(session, said);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    return { reply: said.join(" ") };
  });
  const spec = http(server.url, { body: { message: "{{message}}", session: "{{session}}" } });
  const target = openTarget(readTargetSpec(JSON.stringify(spec)), targetPorts().ports);
  const talk = async (attempt: string) => {
    const request = { session: 1, as: "first", system: null, world: null, plant: [] } as const;
    const conversation = await target.open({ attempt, ...request });
    await say(conversation, `${attempt}-1`);
    return expectAnswer(await say(conversation, `${attempt}-2`)).text;
  };
  const attempts = Array.from({ length: 20 }, (_, at) => `attempt-${at}`);
  expect(await Promise.all(attempts.map(talk))).toEqual(attempts.map((at) => `${at}-1 ${at}-2`));
});

test("the second person speaks with the headers of another customer", async () => {
  const server = await agent(({ headers }) => ({ reply: String(headers["x-tenant"]) }));
  const spec = http(server.url, {
    headers: { "x-tenant": "halden", "x-app": "desk" },
    second: { headers: { "x-tenant": "other" } },
  });
  const { ports } = targetPorts();
  const first = await converse(spec, ports);
  const second = await converse(spec, ports, { as: "second" });
  expect(await say(first, "Who?")).toMatchObject({ text: "halden" });
  expect(await say(second, "Who?")).toMatchObject({ text: "other" });
  expect(server.got[1]?.headers["x-app"]).toBe("desk");
});

test("documents go where the agent searches, and are taken away by the ids that it gave", async () => {
  const server = await agent((got, number) =>
    got.path === "/docs" ? { id: `doc/${number}` } : { reply: "Here" },
  );
  const spec = http(`${server.url}/chat`, {
    plant: {
      url: `${server.url}/docs`,
      body: { title: "{{document_name}}", text: "{{document_text}}" },
      id: "$.id",
    },
    unplant: { url: `${server.url}/docs/{{document_id}}`, method: "DELETE" },
  });
  const plant = [
    { name: "a.md", text: 'A "quoted" text' },
    { name: "b.md", text: "B" },
  ];
  const conversation = await converse(spec, targetPorts().ports, { plant });
  expect(await say(conversation, "Look")).toMatchObject({ ok: true, requests: 3 });
  await conversation.close();
  const lines = server.got.map(({ method, path }) => `${method} ${path}`).sort();
  expect(lines).toEqual([
    "DELETE /docs/doc%2F1",
    "DELETE /docs/doc%2F2",
    "POST /chat",
    "POST /docs",
    "POST /docs",
  ]);
  expect(JSON.parse(server.got[0]?.body ?? "")).toEqual({ title: "a.md", text: 'A "quoted" text' });
});

test("where a document cannot be planted, there is no answer, and no message is sent", async () => {
  const server = await agent(() => ({ nothing: true }));
  const spec = http(`${server.url}/chat`, {
    plant: { url: `${server.url}/docs`, body: { text: "{{document_text}}" }, id: "$.id" },
  });
  const plant = [{ name: "a.md", text: "A" }];
  const conversation = await converse(spec, targetPorts().ports, { plant });
  expect(await say(conversation, "Look")).toMatchObject({ failure: "malformed", requests: 1 });
  await conversation.close();
  expect(server.got).toHaveLength(1);
});

test("forms, plain texts and addresses carry a message as well", async () => {
  const server = await agent(() => "Plain words.");
  const { ports } = targetPorts();
  const plain = { answer: undefined };
  const form = { body: { q: "{{message}}", n: 1 }, body_format: "form" };
  expect(await ask(http(server.url, { ...plain, ...form }), ports, "a&b=ü")).toMatchObject({
    text: "Plain words.",
  });
  await ask(http(server.url, { ...plain, body: "Q: {{message}}", body_format: "text" }), ports);
  const get = { ...plain, body: undefined, method: "GET" };
  await ask(http(`${server.url}/ask?q={{message}}`, get), ports, "a&b");
  expect(server.got.map(({ path, body }) => [path, body])).toEqual([
    ["/", "q=a%26b%3D%C3%BC&n=1"],
    ["/", "Q: Hello"],
    ["/ask?q=a%26b", ""],
  ]);
});

const spanOf = (id: string, tool: string) => ({
  spanId: id,
  name: `execute_tool ${tool}`,
  attributes: [
    { key: "gen_ai.operation.name", value: { stringValue: "execute_tool" } },
    { key: "gen_ai.tool.name", value: { stringValue: tool } },
    { key: "gen_ai.tool.call.arguments", value: { stringValue: '{"id":"1"}' } },
  ],
});
const trace = (...spans: object[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

test("spans are read from the answer and from an address, each once", async () => {
  const server = await agent(({ path, headers }, number) => {
    if (path.startsWith("/traces"))
      return { data: trace(spanOf("a", "pay"), spanOf(`n${number}`, "look")) };
    return { reply: String(headers.traceparent), trace: trace(spanOf("x", "pay")) };
  });
  const { ports } = targetPorts();
  const inside = http(server.url, { spans: { from: "answer", path: "$.trace" } });
  const call = { tool: "pay", arguments: { id: "1" }, result: null, source: "span" };
  expect(await ask(inside, ports)).toMatchObject({ calls: [call] });
  const outside = http(server.url, {
    headers: { traceparent: "{{traceparent}}" },
    spans: { from: "address", url: `${server.url}/traces/{{trace_id}}`, path: "$.data" },
  });
  const conversation = await converse(outside, ports);
  const first = expectAnswer(await say(conversation, "One"));
  expect(first.calls.map(({ tool }) => tool)).toEqual(["pay", "look"]);
  expect(first.requests).toBe(2);
  const traceId = server.got.at(-1)?.path.replace("/traces/", "");
  expect(first.text).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  const second = expectAnswer(await say(conversation, "Two"));
  expect(second.calls.map(({ tool }) => tool)).toEqual(["look"]);
});

test("spans that were sent to us are waited for; where none ever came, there is no answer", async () => {
  const spans = openSpanInbox();
  const server = await agent(() => {
    setTimeout(
      () =>
        spans.put(
          "attempt-of-the-test",
          trace(spanOf("a", "pay"), spanOf("b", "pay_invoice")),
          100,
        ),
      40,
    );
    return { reply: "Here" };
  });
  const { ports } = targetPorts({ spans });
  const spec = http(server.url, { spans: { from: "receiver" } });
  const world = new World(worldSchema.parse({}));
  const conversation = await converse(spec, ports, { world });
  const answer = expectAnswer(await say(conversation, "Pay"));
  // The suite’s own tool is in the world’s record.
  expect(answer.calls.map(({ tool }) => tool)).toEqual(["pay"]);
  const quiet = await agent(() => ({ reply: "Here" }));
  expect(await ask(http(quiet.url, { spans: { from: "receiver" } }), ports)).toMatchObject({
    failure: "unavailable",
    message: expect.stringContaining("No spans of the agent arrived"),
  });
});
