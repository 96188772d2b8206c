import { expect, test } from "vitest";
import { openTarget, readTargetSpec } from "#lib/engines/adversary/index.ts";
import { agent, http } from "../support/recording-agent.ts";
import { ask, converse, expectAnswer, say } from "../support/talk.ts";
import { targetPorts } from "../support/target-ports.ts";

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
