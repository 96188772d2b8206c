import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { isAppError } from "#lib/base/index.ts";
import { openTarget, readTargetSpec, targetSpecJsonSchema } from "#lib/engines/adversary/index.ts";
import { targetPorts } from "../../../support/target-ports.ts";

const http = {
  kind: "http",
  name: "Desk",
  url: "https://agent.example/chat",
  body: { message: "{{message}}" },
  answer: "$.reply",
};
const model = { kind: "openai-chat", name: "Model", model: "some-model" };

function complaint(spec: unknown): string {
  try {
    readTargetSpec(typeof spec === "string" ? spec : JSON.stringify(spec));
  } catch (error) {
    if (isAppError(error, "invalid_input")) return error.message;
    throw error;
  }
  throw new Error("It was read.");
}

test("what is left out has a default, in YAML as in JSON", () => {
  const yaml = `
kind: http
name: Desk
url: https://agent.example/chat
body: { message: "{{message}}" }
answer: $.reply
`;
  expect(readTargetSpec(yaml)).toEqual(readTargetSpec(JSON.stringify(http)));
  expect(readTargetSpec(yaml)).toMatchObject({
    method: "POST",
    concurrency: 4,
    max_answer_bytes: 1_000_000,
    answer_seconds: 60,
  });
});

test("an unknown field is named, with what is allowed there", () => {
  expect(complaint({ ...http, temprature: 1 })).toMatch(
    /`temprature` is unknown in a target of kind http\. Remove it.*Allowed there: kind, name/,
  );
  expect(complaint({ ...http, usage: { input: "$.a", output: "$.b", totl: 1 } })).toMatch(
    /`usage\.totl` is unknown.*Allowed there: input, output\./,
  );
  expect(complaint({ ...model, answer: "$.x" })).toContain(
    "`answer` is unknown in a target of kind",
  );
  expect(complaint({ kind: "grpc" })).toContain("`kind` must be one of http, openai-chat");
});

test.each([
  ["", "must be a mapping"],
  ["kind: [", "neither YAML nor JSON"],
  ["kind: http\nkind: http", "neither YAML nor JSON"],
  ["a: &a [1]\nb: *a", "neither YAML nor JSON"],
  ["#".repeat(300_000), "larger than 256 kB"],
])("a file that cannot be read is refused: %#", (text, words) => {
  expect(complaint(text)).toContain(words);
});

test.each([
  [{ url: undefined }, "`url` is missing."],
  [{ url: "https://{{session}}/chat" }, "must be an address"],
  [{ url: "https://agent.example{{session}}/chat" }, "must be an address"],
  [{ url: "https://name@agent.example/" }, "must be an address"],
  [{ url: "file:///etc/passwd" }, "must be an address"],
  [{ answer: "$.[" }, "is no JSONPath"],
  [{ answer: "$..a..b" }, "looks at too much"],
  [{ answer: "$['\\'']..a..b['\\'']" }, "looks at too much"],
  [{ answer: "$[?match(@.a, '(a+)+')]" }, "is no JSONPath"],
  [{ answer: "$[?$.a == @.b]" }, "$ only once"],
  [{ answer: "$[*,*][*,*][*,*][*,*][*,*]" }, "more than four commas"],
  [{ body: { m: "{{mesage}}" } }, "{{mesage}} is no slot"],
  [{ body: { m: "hello" } }, "put {{message}} or {{messages}}"],
  [{ body: '{"m": {{message}}}' }, "is no JSON. Write slots within quotes"],
  [{ body: { m: { n: "{{message}}" } }, body_format: "form" }, "must hold texts alone"],
  [{ body_format: "text" }, "must be a text"],
  [{ method: "GET" }, "cannot be sent with GET"],
  [{ unplant: { url: "https://agent.example/x" } }, "`unplant` is there without `plant`"],
  [{ answer: undefined, usage: { input: "$.a", output: "$.b" } }, "needs an answer in JSON"],
  [{ headers: { authorization: "Bearer abc" } }, "must take its secret from the environment"],
  [{ headers: { "X-Api-Key": "abc" } }, "must take its secret from the environment"],
  [{ headers: { "bad name": "abc" } }, "headers.bad name"],
])("a field that cannot be used is refused: %#", (change, words) => {
  expect(complaint({ ...http, ...change })).toContain(words);
});

test("a key is a reference, never the key", () => {
  expect(complaint({ ...model, key: "abc" })).toContain(`must be written as \${NAME}`);
  expect(readTargetSpec(JSON.stringify({ ...model, key: `\${MODEL_KEY}` }))).toBeDefined();
});

test.each([
  [{ ...http, capabilities: ["sessions"] }, "{{session}} or {{messages}}"],
  [{ ...http, capabilities: ["system"] }, "{{system}}"],
  [{ ...http, capabilities: ["documents"] }, "{{documents}}"],
  [{ ...http, capabilities: ["tools"] }, "tools: shared"],
  [{ ...http, capabilities: ["trace"] }, "calls or spans"],
  [{ ...http, capabilities: ["usage"] }, "usage"],
  [{ ...http, capabilities: ["retrieval"] }, "plant"],
  [{ ...http, capabilities: ["identities"] }, "second"],
  [{ ...model, capabilities: ["identities"] }, "second"],
  [{ ...http, capabilities: ["memory"], lacks: ["memory"] }, "in capabilities and in lacks"],
])("what is declared must be shown: %#", (spec, words) => {
  expect(complaint(spec)).toContain(words);
});

test("capabilities follow from the fields, and lacks takes them away", () => {
  const { ports } = targetPorts({
    toolsAddress: () => ({ mcp: "http://127.0.0.1/a/mcp", http: "http://127.0.0.1/a/tools" }),
  });
  const open = (spec: object) =>
    [...openTarget(readTargetSpec(JSON.stringify(spec)), ports).capabilities].sort();
  expect(open(http)).toEqual([]);
  expect(open(model)).toEqual(
    ["documents", "retrieval", "sessions", "system", "tools", "trace", "usage"].sort(),
  );
  expect(open({ ...model, lacks: ["tools", "system"] })).toEqual([
    "documents",
    "sessions",
    "usage",
  ]);
  expect(
    open({
      ...http,
      body: { m: "{{message}}", s: "{{session}}", d: "{{documents}}", t: "{{mcp_url}}" },
      capabilities: ["memory", "limits"],
      renders: ["html", "csv"],
      calls: { path: "$.calls" },
      second: { headers: { "x-tenant": "b" } },
    }),
  ).toEqual(
    ["documents", "exports-csv", "identities", "limits", "memory", "renders-html", "retrieval"]
      .concat("sessions", "tools", "trace")
      .sort(),
  );
});

test("what cannot be had here is refused when the target is opened", () => {
  const open = (spec: object, environment = {}) => {
    const { ports } = targetPorts({ environment });
    return openTarget(readTargetSpec(JSON.stringify(spec)), ports);
  };
  const keyed = { ...http, headers: { authorization: `Bearer \${DESK_TOKEN}` } };
  expect(() => open(keyed)).toThrow(/needs DESK_TOKEN/);
  expect(() => open({ ...http, protect: [`\${SYSTEM_TEXT}`] })).toThrow(/needs SYSTEM_TEXT/);
  expect(open({ ...http, protect: [`\${WORDS}`] }, { WORDS: "our words" }).protectedTexts).toEqual([
    "our words",
  ]);
  const shell = { kind: "shell", name: "Program", command: ["agent"] };
  expect(() => open(shell)).toThrow(/only on the command line/);
  const stdio = { kind: "mcp", name: "Server", command: ["agent"], tool: "ask" };
  expect(() => open(stdio)).toThrow(/only on the command line/);
  const tools = { ...http, body: { m: "{{message}}", t: "{{mcp_url}}" } };
  expect(() => open(tools)).toThrow(/nobody serves them here/);
  const spans = { ...http, spans: { from: "receiver" } };
  expect(() => open(spans)).toThrow(/nobody takes them here/);
  expect(open({ ...http, tools: "shared" }).maxConcurrency).toBe(1);
  expect(open({ ...http, concurrency: 9 }).maxConcurrency).toBe(9);
});

test("the published JSON Schema takes what is read, and refuses unknown fields", () => {
  const validate = new Ajv2020({ strict: false }).compile(targetSpecJsonSchema());
  expect(validate(http)).toBe(true);
  expect(validate({ ...model, key: `\${MODEL_KEY}` })).toBe(true);
  expect(validate({ ...http, temprature: 1 })).toBe(false);
});
