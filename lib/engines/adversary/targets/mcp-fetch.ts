import type { FetchLike } from "@modelcontextprotocol/client";
import { boundedStream } from "./bounded.ts";
import { exchange } from "./exchange.ts";
import { faultOf, TargetFault } from "./fault.ts";
import type { Turn } from "./turn.ts";

/** The library judges other refusals by itself: they tell it which revision of MCP a server speaks. */
const judgedHere = [401, 403, 408, 429];

export interface McpFetch {
  readonly fetch: FetchLike;
  fault(): TargetFault | null;
  /** Rejects when a request of this turn fails: the library goes on waiting where a stream breaks. */
  broken(): Promise<never>;
  use(turn: Turn): void;
}

/** The fetch port for an MCP client, under the limits of whichever turn it is. */
export function mcpFetch(port: typeof fetch, first: Turn): McpFetch {
  let turn = first;
  let kept: TargetFault | null = null;
  let broken = brokenPromise();
  const keep = (error: unknown) => {
    kept = faultOf(error);
    broken.reject(kept);
    return kept;
  };
  const options = {
    fetch: port,
    limited: [],
    answers: (status: number) => status >= 400 && status < 500 && !judgedHere.includes(status),
  };
  return {
    async fetch(url, init = {}) {
      const { method = "GET", headers, body } = init;
      // A stream of what the server says unasked; nobody here listens, so none is opened.
      if (method === "GET") return new Response(null, { status: 405 });
      const outgoing = {
        url: String(url),
        method,
        headers: new Headers(headers),
        ...(typeof body === "string" && { body }),
      };
      try {
        const response = await exchange(outgoing, turn, options);
        if (response.headers.get("content-type")?.includes("text/html")) {
          await response.body?.cancel();
          throw new TargetFault("malformed", "The target answered in HTML where MCP was expected.");
        }
        const bounded = response.body === null ? null : boundedStream(response.body, turn, keep);
        return new Response(bounded, { status: response.status, headers: response.headers });
      } catch (error) {
        throw keep(error);
      }
    },
    fault: () => kept,
    broken: () => broken.promise,
    use(next) {
      turn = next;
      kept = null;
      broken = brokenPromise();
    },
  };
}

function brokenPromise() {
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  return broken;
}
