import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { expect, onTestFinished, test } from "vitest";
import { type FaceName, goodKey, startFakeModels } from "../fakes/models/server.ts";
import { agentServer } from "../fakes/programs/mcp-agent.ts";
import { converse, expectAnswer, say } from "../support/talk.ts";
import { targetPorts } from "../support/target-ports.ts";
import { serveHandler } from "../support/web-handler.ts";
import { serve } from "./http-servers.ts";

/** Every connection that this process begins, by whatever library, as address:port. */
function watchConnections(): Set<string> {
  const reached = new Set<string>();
  const onSocket = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket };
    socket.on("connectionAttempt", (ip: string, port: number) => reached.add(`${ip}:${port}`));
  };
  subscribe("net.client.socket", onSocket);
  onTestFinished(() => {
    unsubscribe("net.client.socket", onSocket);
  });
  return reached;
}

const environment = { MODEL_KEY: goodKey };
const key = "$" + "{MODEL_KEY}";

async function models(kind: string, face: FaceName) {
  const fake = await startFakeModels();
  onTestFinished(fake.close);
  fake.turns = [{ text: "Here" }];
  const spec = {
    kind,
    name: "Model",
    url: fake.urlOf(face),
    model: "some-model",
    key,
    stream: true,
  };
  return { spec, origin: fake.origin };
}

async function endpoint() {
  const server = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end('{"reply": "Here", "id": "1", "data": []}');
  });
  const body = { message: "{{message}}", text: "{{document_text}}" };
  const spec = {
    kind: "http",
    name: "Desk",
    url: server.url,
    body: { message: "{{message}}" },
    answer: "$.reply",
    plant: { url: `${server.url}/documents`, body: { text: body.text }, id: "$.id" },
    unplant: { url: `${server.url}/documents/{{document_id}}`, method: "DELETE" },
    spans: { from: "address", url: `${server.url}/traces/{{trace_id}}`, path: "$.data" },
  };
  return { spec, origin: server.url };
}

async function mcp() {
  const server = await serveHandler(createMcpHandler(agentServer).fetch);
  return {
    spec: { kind: "mcp", name: "Server", url: server.url, tool: "ask" },
    origin: server.url,
  };
}

test.each([
  ["http", endpoint],
  ["openai-chat", () => models("openai-chat", "mistral")],
  ["openai-responses", () => models("openai-responses", "openai")],
  ["anthropic", () => models("anthropic", "anthropic")],
  ["mcp", mcp],
])(
  "%s: no byte leaves for anywhere but the target, and only by the fetch port",
  async (_kind, start) => {
    const { spec, origin } = await start();
    const connections = watchConnections();
    const real = globalThis.fetch;
    let strayed = 0;
    globalThis.fetch = () => {
      strayed++;
      return Promise.reject(new Error("Not by this way."));
    };
    onTestFinished(() => {
      globalThis.fetch = real;
    });
    const { ports, reached } = targetPorts({ environment });
    const plant = [{ name: "a.md", text: "A" }];
    const conversation = await converse(spec, ports, { plant });
    expectAnswer(await say(conversation, "Hello"));
    await conversation.close();
    expect(strayed).toBe(0);
    expect(new Set(reached.map((url) => new URL(url).origin))).toEqual(new Set([origin]));
    expect([...connections]).toEqual([new URL(origin).host]);
  },
);
