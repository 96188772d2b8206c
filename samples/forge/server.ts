import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { ForgeEvent } from "./events.ts";
import { type Fault, takeFault } from "./faults.ts";
import type { FakeForge } from "./forge.ts";
import type { Hook, Repository } from "./state.ts";

export interface FaceRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface FaceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, unless it is text or bytes already. */
  readonly body?: unknown;
}

export interface HookMessage {
  readonly event: string;
  readonly payload: object;
}

/** One forge's wire formats over what every forge remembers. */
export interface Face {
  answer(request: FaceRequest): Promise<FaceAnswer>;
  /** What its webhooks say of an event; null where it says nothing. */
  messageOf(event: ForgeEvent): HookMessage | null;
  /** The hooks that hear of an event: the repository's own, and an app's. */
  hooksOf(event: ForgeEvent): readonly Hook[];
  headersOf(
    hook: Hook,
    message: HookMessage,
    deliveryId: string,
    body: string,
  ): Record<string, string>;
  /** An answer that the forge gives when it is scripted to fail so. */
  failure(fault: Fault): FaceAnswer;
}

/** A request as it came in, and the status that it was answered with. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly authorization: string | undefined;
  readonly body: string;
  status: number;
  /** What was answered in JSON, or the copy behind a 304. */
  answer?: string;
}

export interface Delivery {
  readonly id: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the receiver answered; null where it did not. */
  status: number | null;
}

export interface ForgeServer {
  readonly url: string;
  readonly forge: FakeForge;
  readonly requests: SeenRequest[];
  readonly deliveries: Delivery[];
  readonly faults: Fault[];
  /** False: events are kept in `deliveries` and not sent, for tests that choose the order. */
  sendsHooks: boolean;
  /** What happens just before a request is answered, for tests of what comes between two. */
  onRequest: ((request: Pick<SeenRequest, "method" | "target">) => Promise<void>) | null;
  /** Sends one more time, as it was, or what `changed` makes of it. */
  deliver(delivery: Delivery): Promise<number | null>;
  /** Until all that was sent is answered. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly port?: number;
  /** False where it runs for days: requests and deliveries are then not kept. */
  readonly remembers?: boolean;
  /** What answers before the face does, or null. */
  readonly before?: (request: FaceRequest) => Promise<FaceAnswer | null>;
  /** Told of each request that was answered. */
  readonly after?: (request: FaceRequest) => void;
}

/** Serves a forge's face on loopback, with scripted faults, ETags and signed webhooks. */
export async function startForgeServer(
  forge: FakeForge,
  makeFace: (forge: FakeForge, url: () => string) => Face,
  { port = 0, remembers = true, before, after }: ServerOptions = {},
): Promise<ForgeServer> {
  const requests: SeenRequest[] = [];
  const deliveries: Delivery[] = [];
  const faults: Fault[] = [];
  const underWay = new Set<Promise<unknown>>();
  let url = "";
  const face = makeFace(forge, () => url);
  const server = createServer((request, response) => {
    handle(request, response).catch((error: Error) => {
      process.stderr.write(`${error.stack}\n`);
      if (!response.headersSent) response.writeHead(500);
      response.end("The forge has failed.");
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("It does not listen.");
  url = `http://127.0.0.1:${address.port}`;

  const running: ForgeServer = {
    url,
    forge,
    requests,
    deliveries,
    faults,
    sendsHooks: true,
    onRequest: null,
    deliver,
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await forge.close();
    },
  };
  forge.onEvent((event) => {
    const message = face.messageOf(event);
    if (message === null) return;
    for (const hook of face.hooksOf(event)) {
      const id = randomUUID();
      const body = JSON.stringify(message.payload);
      const headers = {
        "content-type": "application/json",
        ...face.headersOf(hook, message, id, body),
      };
      const delivery: Delivery = { id, url: hook.url, headers, body, status: null };
      if (remembers) deliveries.push(delivery);
      if (!running.sendsHooks) continue;
      const sending = deliver(delivery).finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
  });
  return running;

  async function deliver(delivery: Delivery): Promise<number | null> {
    const answer = await fetch(delivery.url, {
      method: "POST",
      headers: delivery.headers,
      body: delivery.body,
    }).catch(() => null);
    await answer?.bytes();
    delivery.status = answer?.status ?? null;
    return delivery.status;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const method = request.method ?? "GET";
    const target = request.url ?? "/";
    const { authorization } = request.headers;
    const seen: SeenRequest = {
      method,
      target,
      authorization: authorization ?? textOf(request.headers["private-token"]),
      body: body.toString("utf8"),
      status: 0,
    };
    if (remembers) requests.push(seen);
    const fault = takeFault(faults, method, target);
    if (fault?.kind === "hang") return;
    if (fault?.kind === "reset" && fault.when === "before") {
      request.socket.destroy();
      return;
    }
    const failed = fault !== null && fault.when === "before" ? face.failure(fault) : null;
    const asked = { method, url: new URL(target, url), headers: request.headers, body };
    await running.onRequest?.({ method, target });
    const own = await before?.(asked);
    const answered = failed ?? own ?? (await face.answer(asked));
    after?.(asked);
    // The change was made, and its answer is lost: what a retry must find.
    if (fault?.kind === "reset") {
      request.socket.destroy();
      return;
    }
    const answer = fault?.when === "after" ? face.failure(fault) : answered;
    const bytes = bytesOf(answer.body);
    const etag = `"${createHash("sha256").update(bytes).digest("hex")}"`;
    const same = method === "GET" && request.headers["if-none-match"] === etag;
    seen.status = same && answer.status === 200 ? 304 : answer.status;
    if (typeof answer.body === "object" && !(answer.body instanceof Uint8Array)) {
      seen.answer = Buffer.from(bytes).toString("utf8");
    }
    response.writeHead(seen.status, {
      ...(answer.body !== undefined && { "content-type": typeOf(answer.body) }),
      ...(method === "GET" && answer.status === 200 && { etag }),
      ...answer.headers,
    });
    response.end(seen.status === 304 ? undefined : bytes);
  }
}

/** Hooks of a repository that want an event of this name. */
export function wantedHooks(repository: Repository, event: string): readonly Hook[] {
  return repository.hooks.filter(({ events }) => events === "all" || events.includes(event));
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function bytesOf(body: unknown): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

function typeOf(body: unknown): string {
  if (body instanceof Uint8Array) return "application/octet-stream";
  return typeof body === "string" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
}
