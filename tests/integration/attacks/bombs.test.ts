import { connect, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll } from "vitest";
import { createListener, listenerBounds } from "../../../bin/web/listener.ts";
import { attack, attackFamily } from "../../support/attack.ts";
import { type AttackWorld, type Estate, openAttackWorld } from "../../support/attack-world.ts";
import { rawRequest } from "../../support/raw-http.ts";
import { freePort } from "../../support/web.ts";

let w: AttackWorld;
let estate: Estate;
let token: string;
/** Slow ones begin at once, and are looked at when everything else was tried. */
const slow = new Map<string, Promise<string>>();

const mebi = 1024 * 1024;
const gone = "the server ended it";

beforeAll(async () => {
  w = await openAttackWorld();
  for (const name of Object.keys(slowHeads)) slow.set(name, endOf(w.port, slowHeads[name] ?? ""));
  estate = await w.estate("Bomb House");
  const { team } = estate;
  const scopes: ("read" | "run" | "triage")[] = ["read", "run", "triage"];
  const request = { name: "Bombs", scopes, days: 30 as const };
  const made = await w.s.apiTokens.createToken(team.as("owner"), team.organizationId, request);
  token = made.token;
}, 600_000);

afterAll(() => w?.close());

const slowHeads: Readonly<Record<string, string>> = {
  "nothing at all": "",
  "half a request line": "GET /api/he",
  "headers without an end": "GET /api/health HTTP/1.1\r\nHost: localhost\r\nX: ",
  "one header a second": "GET /api/health HTTP/1.1\r\nHost: localhost\r\n+",
};

/** Sends the beginning, then a letter a second, until the server has had enough. */
function endOf(port: number, head: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const drip = head.endsWith("+");
    socket.write(drip ? head.slice(0, -1) : head);
    const letters = setInterval(() => drip && socket.write("X: y\r\n"), 1000);
    const end = (came: string) => {
      clearInterval(letters);
      clearTimeout(limit);
      socket.destroy();
      resolve(came);
    };
    const limit = setTimeout(() => end("IT WAITS"), listenerBounds.keepAliveTimeoutMs + 30_000);
    socket.on("data", () => undefined);
    socket.on("error", () => end(gone));
    socket.on("close", () => end(gone));
  });
}

async function verify(
  body: BodyInit,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const sent = { "content-type": "application/json", ...headers };
  const response = await fetch(`${w.url}/api/v1/verify`, { method: "POST", headers: sent, body });
  const { ok } = (await response.json()) as { ok?: boolean };
  return ok === false ? `${response.status}, not genuine` : String(response.status);
}

async function runs(
  body: BodyInit,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const sent = { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers };
  const response = await fetch(`${w.url}/api/v1/runs`, { method: "POST", headers: sent, body });
  await response.body?.cancel();
  return String(response.status);
}

const jsonBombs: Readonly<Record<string, () => string>> = {
  "100,000 brackets": () => "[".repeat(100_000) + "]".repeat(100_000),
  "30,000 open brackets": () => "[".repeat(30_000),
  "8,000 objects, each in the other": () => `${'{"a":'.repeat(8_000)}1${"}".repeat(8_000)}`,
  "33 levels": () => "[".repeat(33) + "]".repeat(33),
  "60,000 names": () => `{${Array.from({ length: 60_000 }, (_, i) => `"${i}":0`).join(",")}}`,
  "1,000,000 names": () => `{${Array.from({ length: 1_000_000 }, (_, i) => `"${i}":0`).join(",")}}`,
  "a number of 50,000 digits": () => `{"a":${"9".repeat(50_000)}}`,
  "1e400": () => '{"a":1e400}',
  "-0": () => '{"a":-0.0}',
  "a name twice": () => '{"bundle":{},"bundle":{}}',
  "a name twice, once escaped": () => '{"bundle":{},"b\\u0075ndle":{}}',
  "lone surrogates": () => '{"\\ud800":1,"\\ud800":2}',
  "a NUL": () => '{"bundle":"\\u0000"}',
  "a byte order mark": () => "\ufeff{}",
  "two values": () => "{}{}",
  NaN: () => '{"bundle":NaN}',
  "a comment": () => '{"bundle":{}/**/}',
  "30,000 escapes": () => `{"${"\\u0041".repeat(30_000)}":}`,
  "strings without an end": () => `["${"\\\\".repeat(20_000)}`,
  "a large one": () => `{"patch":"${"A".repeat(2 * mebi)}"}`,
};

const mayRefuse = ["400", "413"];

attackFamily(import.meta.url, "Bombs, floods and slow clients", [
  attack({
    tried:
      "JSON that is deep, wide, huge, ambiguous or no JSON, to the verifier that is open to all",
    shapes: Object.keys(jsonBombs),
    mayCome: [...mayRefuse, "200, not genuine"],
    send: (name) => verify(jsonBombs[name]?.() ?? ""),
  }),
  attack({
    tried: "The same to an operation of the API",
    shapes: Object.keys(jsonBombs),
    mayCome: mayRefuse,
    send: (name) => runs(jsonBombs[name]?.() ?? ""),
  }),
  attack({
    tried: "Compressed bodies: 64 MB of zeros in 64 kB, in each coding and in two",
    shapes: ["gzip", "deflate", "br", "gzip, gzip", "zstd", "x-gzip", "identity, gzip"],
    mayCome: ["400"],
    async send(coding) {
      const body = gzipSync(Buffer.alloc(64 * mebi));
      const headers = { "content-encoding": coding };
      const statuses = [await verify(body, headers), await runs(body.subarray(0, 60_000), headers)];
      return new Set(statuses).size === 1 ? (statuses[0] ?? "") : statuses.join(" and ");
    },
  }),
  attack({
    tried: "Bodies above the limit, with their length said, to pages, actions and the API",
    shapes: ["/sign-in", "/welcome", "/o/bomb-house", "/api/v1/verify", "/api/v1/runs", "/nowhere"],
    mayCome: ["413"],
    async send(path) {
      const response = await fetch(w.url + path, {
        method: "POST",
        headers: {
          origin: w.url,
          "content-type": "application/json",
          authorization: `Bearer ${token}`,
        },
        body: Buffer.alloc(5 * mebi, "a"),
      });
      return String(response.status);
    },
  }),
  attack({
    tried: "Bodies above the limit in chunks, without a length",
    shapes: ["/sign-in", "/welcome", "/o/bomb-house", "/api/v1/verify", "/api/v1/runs", "/nowhere"],
    mayCome: ["refused, or not read", "a page, as without a body"],
    async send(path) {
      const headers = `Host: localhost\r\nOrigin: ${w.url}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n`;
      const chunk = `10000\r\n${"a".repeat(65_536)}\r\n`;
      const parts = [
        `POST ${path} HTTP/1.1\r\n${headers}\r\n`,
        ...Array(12 * 16).fill(chunk),
        "0\r\n\r\n",
      ];
      const { statuses, closed } = await rawRequest(w.port, parts, 2000);
      const status = statuses[0] ?? 0;
      const refused = status >= 400 && status < 500;
      if (status === 200 || status === 307) return "a page, as without a body";
      if (!(await fetch(`${w.url}/api/health`)).ok) return "IT IS DOWN";
      return refused || (status === 0 && closed) ? "refused, or not read" : `${status}`;
    },
  }),
  attack({
    tried: "Bodies that break off in the middle: the client hangs up",
    shapes: [
      "/sign-in",
      "/o/bomb-house",
      "/api/v1/verify",
      "/api/v1/runs",
      "/api/auth/csrf",
      "/nowhere",
      "/",
    ],
    mayCome: ["the server goes on"],
    async send(path) {
      const socket = connect(w.port, "127.0.0.1");
      socket.on("error", () => undefined);
      const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nOrigin: ${w.url}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\nabc`;
      await new Promise<void>((resolve) => socket.write(head, () => resolve()));
      // Once it has begun to answer, or to wait for the rest.
      await new Promise((resolve) => setTimeout(resolve, 100));
      socket.resetAndDestroy();
      await new Promise((resolve) => socket.once("close", resolve));
      return (await fetch(`${w.url}/api/health`)).ok ? "the server goes on" : "IT IS DOWN";
    },
  }),
  attack({
    tried: "A length that is a lie: more said than sent, and an enormous one",
    shapes: ["4194305", "99999999999", "999999999999999"],
    mayCome: ["413"],
    async send(length) {
      const head = `POST /sign-in HTTP/1.1\r\nHost: localhost\r\nOrigin: ${w.url}\r\nContent-Length: ${length}\r\n\r\nabc`;
      const [status] = (await rawRequest(w.port, head)).statuses;
      if (!(await fetch(`${w.url}/api/health`)).ok) return "IT IS DOWN";
      return String(status);
    },
  }),
  attack({
    tried:
      "Addresses, queries, cookies, names of fields and whole forms far beyond what a page needs",
    shapes: ["path", "query", "cookie", "fields"],
    mayCome: ["refused", "answered as ever", "500, for 20,000 fields are no form"],
    async send(kind) {
      const long = "a".repeat(7_000);
      const init: RequestInit = { redirect: "manual" };
      let path = "/sign-in";
      if (kind === "path") path = `/o/${long}`;
      if (kind === "query") path = `/sign-in?${"a=b&".repeat(6_000)}returnTo=${long}`;
      if (kind === "cookie") init.headers = { cookie: `x=${long}` };
      if (kind === "fields") {
        const form = new FormData();
        for (let i = 0; i < 20_000; i++) form.append(`f${i}`, "");
        Object.assign(init, { method: "POST", body: form, headers: { origin: w.url } });
      }
      const { status } = await fetch(w.url + path, init);
      if (status === 500 && kind === "fields") return "500, for 20,000 fields are no form";
      return status >= 500 ? `${status}` : status >= 400 ? "refused" : "answered as ever";
    },
  }),
  attack({
    tried: "Searches of 200 characters made of wildcards, quotes and SQL",
    shapes: [
      "%".repeat(200),
      "_".repeat(200),
      "\\".repeat(200),
      "' OR 1=1 --",
      "%_\\'\"",
      "a%".repeat(100),
    ],
    mayCome: ["nothing found"],
    async send(text) {
      const query = new URLSearchParams({ search: text, state: "all" });
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${w.url}/api/v1/findings?${query}`, { headers });
      const { items } = (await response.json()) as { items?: unknown[] };
      return items?.length === 0 ? "nothing found" : `${response.status}, ${items?.length} found`;
    },
  }),
  attack({
    tried:
      "Bodies that come slowly, answers that are read slowly, more connections than there may be (the web's own listener, with short bounds)",
    shapes: ["slow body", "slow body in chunks", "reads nothing", "too many", "idle"],
    mayCome: [gone],
    send: shortBounds,
  }),
  attack({
    tried: "Headers that come slowly or never, to the web as it runs",
    shapes: Object.keys(slowHeads),
    mayCome: [gone],
    send: async (name) => (await slow.get(name)) ?? "not tried",
  }),
  attack({
    tried: "After all of it, the server",
    shapes: ["asked how it is"],
    mayCome: ["answers"],
    send: async () => ((await fetch(`${w.url}/api/health`)).ok ? "answers" : "is down"),
  }),
]);

async function shortBounds(kind: string): Promise<string> {
  const port = await freePort();
  const bounds = {
    ...listenerBounds,
    ...{ headersTimeoutMs: 400, requestTimeoutMs: 800, checkEveryMs: 100 },
    ...{ keepAliveTimeoutMs: 300, stillTimeoutMs: kind === "reads nothing" ? 600 : 60_000 },
    maxConnections: 5,
  };
  const server = createListener(
    async (request, response) => {
      // A body that breaks off is what is tried here.
      await buffer(request).catch(() => null);
      response.end(kind === "reads nothing" ? Buffer.alloc(64 * mebi) : "done");
    },
    `http://localhost:${port}`,
    bounds,
  );
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const line = "POST / HTTP/1.1\r\nHost: localhost\r\n";
  const heads: Record<string, string> = {
    "slow body": `${line}Content-Length: 100\r\n\r\na`,
    "slow body in chunks": `${line}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n`,
    "reads nothing": `${line}Content-Length: 0\r\n\r\n`,
    "too many": "",
    idle: `${line}Content-Length: 0\r\n\r\n`,
  };
  const crowd: Socket[] = [];
  try {
    if (kind === "too many") {
      for (let i = 0; i < 5; i++) {
        const socket = connect(port, "127.0.0.1");
        socket.on("error", () => undefined);
        await new Promise((resolve) => socket.once("connect", resolve));
        crowd.push(socket);
      }
    }
    return await ended(port, heads[kind] ?? "", kind === "reads nothing");
  } finally {
    for (const socket of crowd) socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function ended(port: number, head: string, pause: boolean): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(head));
    const limit = setTimeout(() => resolve("IT WAITS"), 20_000);
    const end = () => {
      clearTimeout(limit);
      socket.destroy();
      resolve(gone);
    };
    // Who reads nothing sees no end either: the error of the next write tells.
    if (pause) {
      socket.pause();
      setInterval(() => !socket.destroyed && socket.write("x"), 200).unref();
    } else socket.on("data", () => undefined);
    socket.on("error", end);
    socket.on("close", end);
  });
}
