import { createServer, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  /** The body as JSON, `{}` where it is none. */
  readonly json: Record<string, unknown>;
}

export interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the server does instead of answering: a status of its own, a torn connection, or silence. */
export type Fault = { readonly status: number; readonly body?: object } | "torn" | "silent";

export interface FakeServer {
  readonly url: string;
  /** For each coming request the next of these; null is an ordinary answer. */
  readonly faults: (Fault | null)[];
  /** Stays until it is taken away. */
  always: Fault | null;
  /** How many requests arrived. */
  requests: number;
  close(): Promise<void>;
}

/** A real HTTP server on loopback that answers what `answer` says, unless a fault is due. */
export async function startServer(answer: (asked: Asked) => Answer): Promise<FakeServer> {
  const state = { faults: [] as (Fault | null)[], always: null as Fault | null, requests: 0 };
  const server = createServer((request, response) => {
    buffer(request)
      .then((raw) => {
        fake.requests++;
        const fault = fake.faults.shift() ?? fake.always;
        if (fault === "silent") return;
        if (fault === "torn") {
          response.destroy();
          return;
        }
        const { status, body, headers } =
          fault === null
            ? answer({
                method: request.method ?? "",
                path: request.url ?? "",
                headers: request.headers,
                raw,
                json: parsed(raw),
              })
            : { status: fault.status, body: fault.body ?? {}, headers: {} };
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(JSON.stringify(body));
      })
      .catch((error: Error) => response.writeHead(500).end(error.message));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("It does not listen.");
  const fake: FakeServer = Object.assign(state, {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
  return fake;
}

function parsed(raw: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(raw.toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
