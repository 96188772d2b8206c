import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import {
  type Target,
  type ToolsAddress,
  type World,
  worldServer,
} from "#lib/engines/adversary/index.ts";

/** The suite’s tools on loopback, for the attempts of one target. */
export interface ServedWorlds {
  readonly port: number;
  toolsAddress(attempt: string): ToolsAddress;
  /** The same target, whose worlds can be found as long as their conversation lasts. */
  watch(target: Target): Target;
  close(): Promise<void>;
}

export async function serveWorlds(): Promise<ServedWorlds> {
  const worlds = new Map<string, World>();
  const answer = worldServer((attempt) => worlds.get(attempt) ?? null);
  const server = createServer((incoming, outgoing) => {
    const body = incoming.method === "GET" ? null : (Readable.toWeb(incoming) as ReadableStream);
    const request = new Request(`http://127.0.0.1${incoming.url}`, {
      method: incoming.method ?? "GET",
      headers: { "content-type": "application/json" },
      ...(body !== null && { body, duplex: "half" }),
    });
    answer(request)
      .then(async (response) => {
        outgoing.writeHead(response.status, { "content-type": "application/json" });
        outgoing.end(await response.text());
      })
      .catch(() => outgoing.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  return {
    port,
    toolsAddress: (attempt) => ({
      mcp: `${base}/${attempt}/mcp`,
      http: `${base}/${attempt}/tools`,
    }),
    watch: (target) => ({
      ...target,
      async open(request) {
        if (request.world !== null) worlds.set(request.attempt, request.world);
        const talk = await target.open(request);
        return {
          send: (turn, signal) => talk.send(turn, signal),
          async close() {
            worlds.delete(request.attempt);
            await talk.close();
          },
        };
      },
    }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
