import { randomUUID } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import { baselineHeaders } from "#app/_server/security-headers.ts";
import { withRequest } from "#lib/platform/log/index.ts";
import { remoteAddressHeader } from "#lib/services/admission/index.ts";
import { answerBadRequest } from "../ground/bad-request.ts";
import { formFault, pathTarget } from "./request-form.ts";

/** How much of the server one client, or all of them together, may hold. */
export interface ListenerBounds {
  /** From the connection, or the last answer, until all headers of a request are there. */
  readonly headersTimeoutMs: number;
  /** Until all of a request is there. */
  readonly requestTimeoutMs: number;
  /** How often the two are looked at. */
  readonly checkEveryMs: number;
  /** An open connection with nothing to do. Above that of proxies in front, which close first. */
  readonly keepAliveTimeoutMs: number;
  /** A connection on which nothing moves, in either direction: also one that does not read. */
  readonly stillTimeoutMs: number;
  readonly maxConnections: number;
  readonly maxHeaderBytes: number;
  readonly maxHeaders: number;
}

export const listenerBounds: ListenerBounds = {
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 60_000,
  checkEveryMs: 5_000,
  keepAliveTimeoutMs: 65_000,
  stillTimeoutMs: 120_000,
  maxConnections: 4_000,
  maxHeaderBytes: 32 * 1024,
  maxHeaders: 200,
};

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Listens for `handle`, which sees only requests of one meaning, for this site's own host, with the
 * address of the connection in `remoteAddressHeader`.
 */
export function createListener(
  handle: Handle,
  publicUrl: string,
  bounds: ListenerBounds = listenerBounds,
): Server {
  const { host } = new URL(publicUrl);
  const server = createServer(
    {
      headersTimeout: bounds.headersTimeoutMs,
      requestTimeout: bounds.requestTimeoutMs,
      connectionsCheckingInterval: bounds.checkEveryMs,
      keepAliveTimeout: bounds.keepAliveTimeoutMs,
      maxHeaderSize: bounds.maxHeaderBytes,
      // Nothing here speaks another protocol, so a wish for one is passed over (RFC 9110, 7.8).
      shouldUpgradeCallback: () => false,
    },
    (request, response) => {
      // Who hangs up in the middle of a body ends their request, not the process: whoever reads the
      // body hears of it, and where nobody does there is nobody to tell.
      request.on("error", () => undefined);
      response.on("error", () => undefined);
      const requestId = randomUUID();
      completeHeaders(response, requestId);
      const fault = formFault(request);
      if (fault !== null) return refuse(response, fault);
      cleanRequest(request, host);
      withRequest(requestId, () => void handle(request, response));
    },
  );
  server.on("clientError", answerBadRequest);
  server.maxHeadersCount = bounds.maxHeaders;
  server.maxConnections = bounds.maxConnections;
  server.setTimeout(bounds.stillTimeoutMs);
  return server;
}

/** What Next or a proxy believes, and a client could say: whose site it is, and what was decided. */
const believed =
  /^(?:forwarded$|x-(?:forwarded-(?:host|port|prefix|server)|host|original-|rewrite-|http-method|middleware-|nextjs-|invoke-|matched-path|now-|vercel-|prerender-|next-|etna-))/;

function cleanRequest(request: IncomingMessage, host: string): void {
  for (const name of Object.keys(request.headers)) {
    if (believed.test(name)) delete request.headers[name];
  }
  request.url = pathTarget(request.url ?? "/");
  request.headers.host = host;
  request.headers[remoteAddressHeader] = request.socket.remoteAddress ?? "";
}

function refuse(response: ServerResponse, status: 400 | 501 | 505): void {
  response.writeHead(status, { connection: "close", "content-type": "text/plain; charset=utf-8" });
  response.end(`${STATUS_CODES[status]}\n`);
}

/** What is refused before the middleware has the headers too; what nobody said may be kept is kept nowhere. */
function completeHeaders(response: ServerResponse, requestId: string): void {
  for (const [name, value] of Object.entries(baselineHeaders)) response.setHeader(name, value);
  response.setHeader("x-request-id", requestId);
  // Not set beforehand: for a file, Next says how long it may be kept only where nobody has.
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = (...args: unknown[]) => {
    if (!response.hasHeader("cache-control")) response.setHeader("cache-control", "no-store");
    return writeHead(...args);
  };
}
