import {
  type CallToolResult,
  Client,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  StreamableHTTPClientTransport,
  type Transport,
} from "@modelcontextprotocol/client";
import type { SessionRequest } from "../target.ts";
import { TargetFault } from "./fault.ts";
import { mcpFetch } from "./mcp-fetch.ts";
import type { TargetPorts } from "./ports.ts";
import { ProcessTransport } from "./process-transport.ts";
import { type Read, readAnswer } from "./read-answer.ts";
import { resolveAll } from "./references.ts";
import { filledEach, readText, requireProcesses } from "./shell-speaker.ts";
import { fill, fillText, type SlotValues } from "./slots.ts";
import { openTrace, spanCalls } from "./span-source.ts";
import type { Speaker } from "./speaker.ts";
import type { SpecOf } from "./spec.ts";
import { addressOf, headersOf } from "./template-request.ts";
import { TemplateSession } from "./template-session.ts";
import type { Turn } from "./turn.ts";

/** How a connection broke, which the library’s own errors do not say. */
interface Breakage {
  fault(): TargetFault | null;
  broken?(): Promise<never>;
}

interface Connection extends Breakage {
  readonly client: Client;
  /** Whose requests are counted, and whose limits hold. */
  use(turn: Turn): void;
  end(): Promise<void>;
}

/** A target that is a tool of an MCP server. Throws `invalid_input` where it cannot be reached from here. */
export function mcpTarget(spec: SpecOf<"mcp">, ports: TargetPorts) {
  const open = spec.url === undefined ? overProcess(spec, ports) : overHttp(spec, spec.url, ports);
  const trace = openTrace(spec, ports);
  return (request: SessionRequest): Speaker => {
    const session = new TemplateSession(request, spec, ports);
    const seen = new Set<string>();
    let connection: Connection | null = null;
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

type Open = (as: "first" | "second", values: SlotValues, turn: Turn) => Promise<Connection>;

function overHttp(spec: SpecOf<"mcp">, url: string, ports: TargetPorts): Open {
  const first = resolveAll(spec.headers, ports);
  const second = { ...first, ...resolveAll(spec.second?.headers ?? {}, ports) };
  return async (as, values, turn) => {
    const through = mcpFetch(ports.fetch, turn);
    const transport = new StreamableHTTPClientTransport(new URL(addressOf(url, values)), {
      fetch: through.fetch,
      requestInit: { headers: headersOf(as === "second" ? second : first, values) },
      redirectPolicy: "follow",
      reconnectionOptions: {
        maxRetries: 0,
        initialReconnectionDelay: 0,
        maxReconnectionDelay: 0,
        reconnectionDelayGrowFactor: 1,
      },
    });
    const client = await connected(transport, "auto", turn, through);
    return { client, ...through, end: () => transport.terminateSession() };
  };
}

function overProcess(spec: SpecOf<"mcp">, ports: TargetPorts): Open {
  const startProcess = requireProcesses(ports);
  const environment = resolveAll(spec.environment, ports);
  return async (_as, values, turn) => {
    const running = startProcess(
      (spec.command ?? []).map((part) => fillText(part, values)),
      filledEach(environment, (value) => fillText(value, values)),
    );
    const transport = new ProcessTransport(running, turn.maxBytes);
    const fault = () => transport.fault;
    const use = (next: Turn) => {
      next.requests++;
    };
    const client = await connected(transport, "legacy", turn, { fault });
    return { client, fault, use, end: async () => undefined };
  };
}

async function connected(
  transport: Transport,
  mode: "auto" | "legacy",
  turn: Turn,
  breakage: Breakage,
): Promise<Client> {
  const client = new Client(
    { name: "agent-etna", version: "1" },
    {
      versionNegotiation: { mode },
      // What a stranger’s schema says of a stranger’s answer is of no interest here.
      jsonSchemaValidator: {
        getValidator: () => (data) => ({
          valid: true,
          data: data as never,
          errorMessage: undefined,
        }),
      },
    },
  );
  try {
    const options = { signal: turn.signal, timeout: 2 ** 31 - 1 };
    await unbroken(client.connect(transport, options), breakage);
    return client;
  } catch (error) {
    await transport.close();
    throw breakage.fault() ?? protocolFault(error);
  }
}

async function unbroken<T>(work: Promise<T>, { broken }: Breakage): Promise<T> {
  if (broken === undefined) return await work;
  work.catch(() => undefined);
  return await Promise.race([work, broken()]);
}

function protocolFault(error: unknown): TargetFault {
  if (error instanceof TargetFault) return error;
  if (error instanceof SdkHttpError) {
    const { status } = error;
    const more = { cause: error, ...(status !== undefined && { status }) };
    return new TargetFault("rejected", `The MCP server answered with status ${status}.`, more);
  }
  if (error instanceof ProtocolError) {
    return new TargetFault("rejected", `The MCP server refused: ${error.message.slice(0, 300)}`);
  }
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
    return new TargetFault("timed_out", "The target did not answer in time.", { cause: error });
  }
  if (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed) {
    return new TargetFault("unavailable", "The MCP server closed the connection.", {
      cause: error,
    });
  }
  const message = "The target’s answer is not in the format of MCP.";
  return new TargetFault("malformed", message, { cause: error });
}
