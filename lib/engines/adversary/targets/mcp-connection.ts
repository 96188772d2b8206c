import {
  Client,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  StreamableHTTPClientTransport,
  type Transport,
} from "@modelcontextprotocol/client";
import { TargetFault } from "./fault.ts";
import { mcpFetch } from "./mcp-fetch.ts";
import type { TargetPorts } from "./ports.ts";
import { ProcessTransport } from "./process-transport.ts";
import { filledEach, requireProcesses } from "./programs.ts";
import { resolveAll } from "./references.ts";
import { fillText, type SlotValues } from "./slots.ts";
import type { SpecOf } from "./spec.ts";
import { addressOf, headersOf } from "./template-request.ts";
import type { Turn } from "./turn.ts";

/** How a connection broke, which the library’s own errors do not say. */
interface Breakage {
  fault(): TargetFault | null;
  broken?(): Promise<never>;
}

export interface McpConnection extends Breakage {
  readonly client: Client;
  /** Whose requests are counted, and whose limits hold. */
  use(turn: Turn): void;
  end(): Promise<void>;
}

/** Connects to the server of one conversation. Throws a TargetFault. */
export type OpenMcp = (
  as: "first" | "second",
  values: SlotValues,
  turn: Turn,
) => Promise<McpConnection>;

export function overHttp(spec: SpecOf<"mcp">, url: string, ports: TargetPorts): OpenMcp {
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

export function overProcess(spec: SpecOf<"mcp">, ports: TargetPorts): OpenMcp {
  const startProcess = requireProcesses(ports);
  const first = resolveAll(spec.environment, ports);
  const second = { ...first, ...resolveAll(spec.second?.environment ?? {}, ports) };
  return async (as, values, turn) => {
    const environment = as === "second" ? second : first;
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

export async function unbroken<T>(work: Promise<T>, { broken }: Breakage): Promise<T> {
  if (broken === undefined) return await work;
  work.catch(() => undefined);
  return await Promise.race([work, broken()]);
}

export function protocolFault(error: unknown): TargetFault {
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
