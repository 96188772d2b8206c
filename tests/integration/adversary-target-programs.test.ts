import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { expect, onTestFinished, test } from "vitest";
import { startProcess } from "#bin/etna/start-process.ts";
import { agentServer } from "../fakes/programs/mcp-agent.ts";
import { ask, converse, expectAnswer, say } from "../support/talk.ts";
import { targetPorts } from "../support/target-ports.ts";
import { serveHandler } from "../support/web-handler.ts";
import { serve, writeForEver } from "./http-servers.ts";

const script = join(import.meta.dirname, "../fakes/programs/agent.sh");
const program = join(import.meta.dirname, "../fakes/programs/mcp-agent.ts");
const reference = "$" + "{AGENT_SECRET}";
const secret = ["a", "secret", "of", "the", "agent"].join("-");

function withPrograms() {
  return targetPorts({ startProcess, environment: { AGENT_SECRET: secret } }).ports;
}

function shell(command: readonly string[], more: object = {}) {
  return {
    kind: "shell",
    name: "Program",
    command: [script, ...command],
    answer_seconds: 400,
    ...more,
  };
}

/** Not as one that has ended and that nobody has asked after yet. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    return !/^State:\s+Z/m.test(await readFile(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

test("a program is told the message at its input, or as an argument that no shell reads", async () => {
  const ports = withPrograms();
  expect(await ask(shell(["echo"]), ports, "It's $HOME; `id`\nnext")).toMatchObject({
    text: "You said: It's $HOME; `id`\nnext",
    requests: 1,
  });
  process.env.ETNA_TEST_SECRET = "of the one who runs it";
  const spec = shell(["argument", "{{message}}"], { environment: { AGENT_SECRET: reference } });
  const { text } = expectAnswer(await ask(spec, ports, "$(id) 'x' \"y\""));
  const other = { ...spec, second: { environment: { AGENT_SECRET: "of another" } } };
  const conversation = await converse(other, ports, { as: "second" });
  expect(expectAnswer(await say(conversation, "Who?")).text).toContain("secret: of another,");
  // Of our own environment it gets what it needs to run, and nothing else.
  expect(text).toBe(
    `Argument: $(id) 'x' "y", secret: ${secret}, home: ${process.env.HOME}, inherited: `,
  );
});

test("a program’s JSON is read as any answer, and its session’s id goes back to it", async () => {
  const spec = shell(["json"], {
    stdin: { text: "{{message}}", session: "{{session}}", history: "{{messages}}" },
    answer: "$.reply",
    calls: { path: "$.calls" },
    session: { from: "$.session" },
  });
  const conversation = await converse(spec, withPrograms());
  expect(await say(conversation, "One")).toMatchObject({
    text: "Here",
    calls: [{ tool: "pay", arguments: { id: 1 }, source: "target" }],
  });
  const echo = await converse({ ...spec, answer: "$.heard.session" }, withPrograms());
  expect(await say(echo, "One")).toMatchObject({ failure: "malformed" });
});

test("a code that is not 0 is a failure, whose words hold no secret", async () => {
  const spec = shell(["fail"], { environment: { AGENT_SECRET: reference } });
  expect(await ask(spec, withPrograms())).toMatchObject({
    failure: "unavailable",
    message: "The program ended with code 3: it went wrong: [secret]",
  });
});

test("a program that is not there, reads nothing, or says much at its error output", async () => {
  const ports = withPrograms();
  const missing = { ...shell([]), command: ["/no/such/program"] };
  expect(await ask(missing, ports)).toMatchObject({
    failure: "unavailable",
    message: "The program could not be started.",
  });
  expect(await ask(shell(["deaf"]), ports, "x".repeat(500_000))).toMatchObject({
    text: "I read nothing.",
  });
  expect(await ask(shell(["noisy"]), ports)).toMatchObject({ text: "Done." });
  expect(await ask(shell(["argument", "{{message}}"]), ports, "a\u0000b")).toMatchObject({
    failure: "rejected",
    requests: 0,
  });
});

test("a program that writes for ever is ended by size, and one that hangs by time, with its children", async () => {
  const folder = await mkdtemp(join(tmpdir(), "etna-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const ports = withPrograms();
  expect(await ask(shell(["forever"]), ports)).toMatchObject({ failure: "too_large" });
  const file = join(folder, "pid");
  const started = performance.now();
  expect(await ask(shell(["hang", file], { answer_seconds: 60 }), ports)).toMatchObject({
    failure: "timed_out",
  });
  expect(performance.now() - started).toBeLessThan(10_000);
  const pid = Number(await readFile(file, "utf8"));
  expect(pid).toBeGreaterThan(1);
  for (let left = 50; left > 0 && (await isRunning(pid)); left--) await pause(20);
  expect(await isRunning(pid)).toBe(false);
});

test("a program and its children end with whoever started it, however that ends", async () => {
  const folder = await mkdtemp(join(tmpdir(), "etna-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "pid");
  const starter = join(import.meta.dirname, "../fakes/programs/starter.ts");
  const child = spawn(process.execPath, ["--no-warnings", starter, script, "hang", file]);
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([null, "SIGTERM"]);
  const pid = Number(await readFile(file, "utf8"));
  for (let left = 50; left > 0 && (await isRunning(pid)); left--) await pause(20);
  expect(await isRunning(pid)).toBe(false);
});

const stdio = (more: object = {}) => ({
  kind: "mcp",
  name: "Server",
  command: [process.execPath, "--no-warnings", program, "stdio"],
  environment: { AGENT_SECRET: reference },
  tool: "ask",
  answer_seconds: 600,
  ...more,
});

async function overHttp(more: object = {}) {
  const handler = createMcpHandler(agentServer);
  const server = await serveHandler(handler.fetch);
  return {
    server,
    spec: {
      kind: "mcp",
      name: "Server",
      url: server.url,
      tool: "ask",
      answer_seconds: 400,
      ...more,
    },
  };
}

test("an MCP server over stdio is one process for a conversation, and ends with it", async () => {
  const conversation = await converse(stdio(), withPrograms());
  expect(await say(conversation, "One")).toMatchObject({
    text: `One (none, turn 1, secret ${secret})`,
    requests: 1,
  });
  expect(await say(conversation, "Two")).toMatchObject({
    text: `Two (none, turn 2, secret ${secret})`,
  });
  expect(await say(conversation, "fail")).toMatchObject({ failure: "rejected" });
  expect(await say(conversation, "large")).toMatchObject({ failure: "too_large" });
  expect(await say(conversation, "Three")).toMatchObject({
    text: expect.stringContaining("turn 1"),
  });
  expect(await say(conversation, "exit")).toMatchObject({
    failure: "unavailable",
    message: "The program ended with code 3: the agent starts",
  });
  await conversation.close();
});

test("an MCP server over stdio that hangs is ended, and one that is not there is told", async () => {
  const ports = withPrograms();
  const conversation = await converse(stdio({ answer_seconds: 120 }), ports);
  expectAnswer(await say(conversation, "One"));
  const hanging = say(conversation, "hang");
  expect(await hanging).toMatchObject({ failure: "timed_out" });
  await conversation.close();
  expect(await ask(stdio({ command: ["/no/such/program"] }), ports)).toMatchObject({
    failure: "unavailable",
  });
});

test("an MCP server over HTTP answers with the text of its tool, or what the file points at", async () => {
  const { spec } = await overHttp({ arguments: { tenant: "{{attempt}}" } });
  const { ports, reached } = targetPorts();
  expect(await ask(spec, ports)).toMatchObject({
    ok: true,
    text: expect.stringMatching(/^Hello \(attempt-of-the-test, turn \d+, secret none\)$/),
  });
  const structured = { ...spec, answer: "$.reply", calls: { path: "$.calls" } };
  expect(await ask(structured, ports, "structured")).toMatchObject({
    text: "Here",
    calls: [{ tool: "pay", arguments: { id: 1 } }],
  });
  expect(await ask(spec, ports, "fail")).toMatchObject({ failure: "rejected" });
  expect(await ask({ ...spec, tool: "other" }, ports)).toMatchObject({ failure: "rejected" });
  expect(await ask(spec, ports, "large")).toMatchObject({ failure: "too_large" });
  expect(await ask({ ...spec, answer_seconds: 40 }, ports, "hang")).toMatchObject({
    failure: "timed_out",
  });
  expect(new Set(reached.map((url) => new URL(url).origin))).toEqual(new Set([spec.url]));
});

test.each([
  [401, "unauthorized"],
  [429, "rate_limited"],
  [503, "unavailable"],
  [404, "rejected"],
  [500, "unavailable"],
])("an MCP server over HTTP that answers %i is no answer", async (status, failure) => {
  const server = await serve((_request, response) => {
    response.writeHead(status);
    response.end("no");
  });
  const { ports } = targetPorts();
  const spec = { kind: "mcp", name: "Server", url: server.url, tool: "ask", answer_seconds: 400 };
  expect(await ask(spec, ports)).toMatchObject({ failure });
});

test("what is no MCP, or has no end, is told by its kind", async () => {
  const { ports } = targetPorts();
  const spec = (url: string) => ({
    kind: "mcp",
    name: "Server",
    url,
    tool: "ask",
    answer_seconds: 400,
  });
  const html = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<html>Sign in</html>");
  });
  expect(await ask(spec(html.url), ports)).toMatchObject({ failure: "malformed" });
  const endless = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    writeForEver(response, Buffer.from(": nothing\n\n".repeat(1000)));
  });
  expect(await ask(spec(endless.url), ports)).toMatchObject({ failure: "too_large" });
});
