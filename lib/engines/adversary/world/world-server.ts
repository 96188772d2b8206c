import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import { mcpServer } from "./mcp-server.ts";
import { readJson, refusal, reply } from "./serve-json.ts";
import type { ToolSource } from "./tool-source.ts";

const maxBodyBytes = 1_000_000;

/** Takes the spans that an agent sends; false where there is no room for them. */
export type TakeSpans = (attempt: string, document: unknown, sizeBytes: number) => boolean;

export interface WorldServerOptions {
  readonly takeSpans?: TakeSpans;
}

/**
 * Serves worlds by their attempts, below whatever path: `…/<attempt>/mcp` (MCP, streamable HTTP),
 * `…/<attempt>/tools` (GET lists, POST to `…/tools/<name>` calls) and `…/<attempt>/v1/traces` (OTLP/JSON). The
 * attempt is unguessable, and all that whoever asks must know: there are no cookies and no keys.
 */
export function worldServer(
  find: (attempt: string) => ToolSource | null,
  { takeSpans }: WorldServerOptions = {},
): (request: Request) => Promise<Response> {
  const handlers = new WeakMap<ToolSource, McpHttpHandler>();
  const mcpOf = (world: ToolSource): McpHttpHandler => {
    const known = handlers.get(world);
    if (known !== undefined) return known;
    const made = createMcpHandler(() => mcpServer(world), { maxRequestBodySize: maxBodyBytes });
    handlers.set(world, made);
    return made;
  };
  return async (request) => {
    const place = placeOf(new URL(request.url).pathname);
    const world = place === null ? null : find(place.attempt);
    if (place === null || world === null) return refusal(404, "There is nothing at this address.");
    if (place.what === "mcp") return await mcpOf(world).fetch(request);
    if (place.what === "v1/traces") return await takeTraces(request, place.attempt, takeSpans);
    return await serveTools(request, world, place.tool);
  };
}

interface Place {
  readonly attempt: string;
  readonly what: string;
  readonly tool: string | null;
}

function placeOf(path: string): Place | null {
  const found = /\/([\w-]{1,200})\/(mcp|tools|v1\/traces)(?:\/(\w{1,100}))?$/.exec(path);
  const [, attempt = "", what = "", tool = null] = found ?? [];
  if (found === null || (tool !== null && what !== "tools")) return null;
  return { attempt, what, tool };
}

async function serveTools(
  request: Request,
  world: ToolSource,
  tool: string | null,
): Promise<Response> {
  if (tool === null) {
    if (request.method !== "GET") return refusal(405, "Tools are listed with GET.");
    const tools = (await world.offered()).map(({ name, description, inputSchema }) => ({
      type: "function",
      function: { name, description, parameters: inputSchema },
    }));
    return reply({ tools });
  }
  if (request.method !== "POST") return refusal(405, "A tool is called with POST.");
  const body = await readJson(request, maxBodyBytes);
  if (body instanceof Response) return body;
  const { document } = body;
  if (document === null || typeof document !== "object" || Array.isArray(document)) {
    return refusal(400, "The body must be an object with the tool’s arguments.");
  }
  const { text, isError } = await world.call(tool, document as Record<string, unknown>);
  return reply({ result: text, is_error: isError });
}

/** opentelemetry.io/docs/specs/otlp, JSON over HTTP. */
async function takeTraces(
  request: Request,
  attempt: string,
  takeSpans: TakeSpans | undefined,
): Promise<Response> {
  if (takeSpans === undefined) return refusal(404, "Nobody takes spans here.");
  if (request.method !== "POST") return refusal(405, "Spans are sent with POST.");
  if (request.headers.get("content-type")?.includes("json") !== true) {
    return refusal(415, "Send spans as JSON: OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/json.");
  }
  const body = await readJson(request, maxBodyBytes);
  if (body instanceof Response) return body;
  if (takeSpans(attempt, body.document, body.sizeBytes)) return reply({ partialSuccess: {} });
  return refusal(429, "There are too many spans of this attempt.");
}
