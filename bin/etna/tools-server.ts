import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { AppError } from "#lib/base/index.ts";
import {
  openSpanInbox,
  type SpanInbox,
  type Target,
  type ToolsAddress,
  type World,
  worldServer,
} from "#lib/engines/adversary/index.ts";

/** The path by which an agent is connected by hand, once for all attempts. */
export const sharedPath = "shared";

export interface ToolsServer {
  /** Where an agent on this machine reaches it, without a slash at its end. */
  readonly address: string;
  readonly spans: SpanInbox;
  toolsAddress(attempt: string): ToolsAddress;
  /** The same target; its worlds are served as long as their conversations last. */
  serving(target: Target): Target;
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How the agent reaches it, where that is another name, such as http://host.docker.internal:8790. */
  readonly publicAddress?: string | undefined;
}

/** Serves the suite’s tools to the agent under test. Throws `invalid_input` where nobody can listen there. */
export async function openToolsServer(options: ServeOptions): Promise<ToolsServer> {
  const worlds = new Map<string, { readonly world: World; conversations: number }>();
  const spans = openSpanInbox();
  const find = (attempt: string) =>
    (attempt === sharedPath ? [...worlds.values()].at(-1) : worlds.get(attempt))?.world ?? null;
  const answer = worldServer(find, { takeSpans: spans.put });
  const server = createServer((incoming, outgoing) => {
    reply(answer, incoming, outgoing).catch((error: Error) => outgoing.destroy(error));
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const where = `${options.host}:${options.port}`;
      const message = `The suite’s tools cannot be served at ${where} (${cause.code}). Choose another with --serve.`;
      reject(new AppError("invalid_input", message, { cause }));
    });
    server.listen(options.port, options.host, () => {
      const bound = server.address();
      resolve(typeof bound === "object" && bound !== null ? bound.port : options.port);
    });
  });
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  const address = (options.publicAddress ?? `http://${host}:${port}`).replace(/\/+$/, "");
  const leave = (attempt: string) => {
    const held = worlds.get(attempt);
    if (held !== undefined && --held.conversations <= 0) worlds.delete(attempt);
  };
  return {
    address,
    spans,
    toolsAddress(attempt) {
      const base = `${address}/${attempt}`;
      return { mcp: `${base}/mcp`, http: `${base}/tools`, traces: `${base}/v1/traces` };
    },
    serving: (target) => ({
      ...target,
      async open(request) {
        const { attempt, world } = request;
        if (world === null) return await target.open(request);
        const held = worlds.get(attempt) ?? { world, conversations: 0 };
        held.conversations++;
        worlds.set(attempt, held);
        try {
          const talk = await target.open(request);
          return {
            send: (turn, signal) => talk.send(turn, signal),
            close: () => talk.close().finally(() => leave(attempt)),
          };
        } catch (error) {
          leave(attempt);
          throw error;
        }
      },
    }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function reply(
  answer: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = "GET", url = "/" } = incoming;
  // A page that a browser shows has no business here, and says so by this header.
  if (incoming.headers.origin !== undefined) {
    outgoing.writeHead(403).end();
    return;
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const hasBody = method !== "GET" && method !== "HEAD";
  const request = new Request(new URL(url, "http://tools.invalid"), {
    method,
    headers,
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" }),
  } as RequestInit);
  const response = await answer(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}
