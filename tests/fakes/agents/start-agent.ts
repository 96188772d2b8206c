import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Behaviour, ScriptedAgent } from "./agent.ts";
import { chatAnswer, readChat } from "./faces/chat-face.ts";
import { completion, NeedsTool, readCompletion, toolRequest } from "./faces/openai-face.ts";
import { type Trouble, troubleOf } from "./trouble.ts";

export interface AgentOptions extends Behaviour {
  readonly delayMs?: number;
  /** Draws what goes wrong from a seed; without it nothing does. */
  readonly flaky?: string;
  /** Every request is one too many. */
  readonly limitsAll?: boolean;
}

export interface RunningAgent {
  readonly url: string;
  /** So far. */
  readonly counts: { requests: number; connections: number };
  close(): Promise<void>;
}

/** How often it answers the same question at once, before a moment has passed. */
const burst = 8;
const refillPerMs = 0.005;

/** A scripted agent on loopback: its own chat format at /chat, OpenAI’s at /v1/chat/completions. */
export async function startAgent(options: AgentOptions): Promise<RunningAgent> {
  const agent = new ScriptedAgent(options);
  const counts = { requests: 0, connections: 0 };
  const buckets = new Map<string, { left: number; atMs: number }>();
  const draw = troubleOf(options.flaky);

  const isTooMany = (question: string): boolean => {
    if (options.limitsAll === true) return true;
    if (options.flaws.has("no-rate-limit")) return false;
    const nowMs = performance.now();
    const bucket = buckets.get(question) ?? { left: burst, atMs: nowMs };
    bucket.left = Math.min(burst, bucket.left + (nowMs - bucket.atMs) * refillPerMs) - 1;
    bucket.atMs = nowMs;
    buckets.set(question, bucket);
    if (buckets.size > 500) buckets.delete([...buckets.keys()][0] ?? "");
    return bucket.left < 0;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    counts.requests++;
    const body = await bodyOf(request);
    if (options.delayMs !== undefined)
      await new Promise((resolve) => setTimeout(resolve, options.delayMs));
    const trouble = draw(body);
    if (await fail(trouble, response)) return;
    const inputTokens = Math.ceil(body.length / 4);
    if (request.url === "/v1/chat/completions") {
      send(response, 200, await complete(agent, body, inputTokens));
      return;
    }
    const asked = readChat(body, String(request.headers["x-person"] ?? "first"));
    if (isTooMany(asked.message)) {
      send(response, 429, { error: "Too many requests." });
      return;
    }
    const text = await agent.answer(asked);
    const isCut = trouble === "cut";
    send(response, 200, chatAnswer(isCut ? "" : text, isCut, inputTokens));
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) =>
      send(response, 500, { error: String(error) }),
    );
  });
  server.on("connection", () => {
    counts.connections++;
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function complete(agent: ScriptedAgent, body: string, inputTokens: number): Promise<unknown> {
  try {
    return completion(await agent.answer(readCompletion(body)), false, inputTokens);
  } catch (error) {
    if (error instanceof NeedsTool) return toolRequest(error, inputTokens);
    throw error;
  }
}

/** Whether the request was answered with a failure. */
async function fail(trouble: Trouble | null, response: ServerResponse): Promise<boolean> {
  if (trouble === "limited") send(response, 429, { error: "Too many requests." });
  else if (trouble === "broken") send(response, 500, { error: "Something broke." });
  else if (trouble === "hangs-up") response.destroy();
  else if (trouble === "html")
    response
      .writeHead(200, { "content-type": "text/html" })
      .end("<!doctype html><p>Maintenance</p>");
  else if (trouble === "slow") await new Promise((resolve) => setTimeout(resolve, 40));
  return trouble !== null && trouble !== "slow" && trouble !== "cut";
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}
