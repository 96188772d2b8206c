import type { CallToolResult, Client } from "@modelcontextprotocol/client";
import type { SessionRequest } from "../target.ts";
import { TargetFault } from "./fault.ts";
import {
  type McpConnection,
  overHttp,
  overProcess,
  protocolFault,
  unbroken,
} from "./mcp-connection.ts";
import type { TargetPorts } from "./ports.ts";
import { readText } from "./programs.ts";
import { type Read, readAnswer } from "./read-answer.ts";
import { fill, type SlotValues } from "./slots.ts";
import { openTrace, spanCalls } from "./span-source.ts";
import type { Speaker } from "./speaker.ts";
import type { SpecOf } from "./spec.ts";
import { TemplateSession } from "./template-session.ts";
import type { Turn } from "./turn.ts";

/** A target that is a tool of an MCP server. Throws `invalid_input` where it cannot be reached from here. */
export function mcpTarget(spec: SpecOf<"mcp">, ports: TargetPorts) {
  const open = spec.url === undefined ? overProcess(spec, ports) : overHttp(spec, spec.url, ports);
  const trace = openTrace(spec, ports);
  return (request: SessionRequest): Speaker => {
    const session = new TemplateSession(request, spec, ports);
    const seen = new Set<string>();
    let connection: McpConnection | null = null;
    const drop = async () => {
      const { client } = connection ?? {};
      connection = null;
      await client?.close();
    };
    return {
      async speak(said, turn) {
        const values = session.values(said);
        connection ??= await open(request.as, values, turn);
        connection.use(turn);
        try {
          const result = await unbroken(call(connection.client, spec, values, turn), connection);
          const read = readResult(result, spec);
          session.note(said, read);
          const spans = await trace(request, session.values(), read.spans, seen, turn);
          return {
            text: read.text ?? "",
            calls: [...read.calls, ...spanCalls(spans, request.world)],
            finish: read.finish,
            usage: read.usage ?? spans.usage,
          };
        } catch (error) {
          const fault = connection.fault() ?? protocolFault(error);
          // A refused message leaves the connection as it was; anything else leaves it in doubt.
          if (fault.kind !== "rejected" && fault.kind !== "malformed") await drop();
          throw fault;
        }
      },
      async close(turn) {
        connection?.use(turn);
        try {
          await connection?.end();
        } finally {
          await drop();
        }
      },
    };
  };
}

async function call(
  client: Client,
  spec: SpecOf<"mcp">,
  values: SlotValues,
  turn: Turn,
): Promise<CallToolResult> {
  const others = fill(spec.arguments, values) as Record<string, unknown>;
  const given = { ...others, [spec.argument]: values.message };
  // The turn ends it; the library’s own limit only must not come first.
  const options = { signal: turn.signal, timeout: 2 ** 31 - 1 };
  return await client.callTool({ name: spec.tool, arguments: given }, options);
}

function readResult(
  { content, structuredContent, isError }: CallToolResult,
  spec: SpecOf<"mcp">,
): Read {
  const text = content.flatMap((each) => (each.type === "text" ? [each.text] : [])).join("\n");
  if (isError === true) {
    const words = text.slice(0, 300);
    throw new TargetFault("rejected", `The tool ${spec.tool} says that it failed: ${words}`);
  }
  if (spec.answer === undefined || structuredContent === undefined) return readText(text, spec);
  return readAnswer(structuredContent, spec);
}
