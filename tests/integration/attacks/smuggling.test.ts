import { createServer, type Server } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import { type AttackWorld, openAttackWorld } from "../../support/attack-world.ts";
import { rawRequest } from "../../support/raw-http.ts";

let w: AttackWorld;
let canary: Server;
let knocks = 0;

beforeAll(async () => {
  w = await openAttackWorld();
  canary = createServer((socket) => {
    knocks += 1;
    socket.end();
  });
  await new Promise<void>((resolve) => canary.listen(0, "127.0.0.1", resolve));
}, 600_000);

afterAll(async () => {
  canary?.close();
  await w?.close();
});

const refused = "400, and the connection ended";
const hidden = "GET /logo.svg HTTP/1.1\r\nHost: localhost\r\n\r\n";
const zero = `0\r\n\r\n${hidden}`;

/** What came back for one message that somebody in front may have read as another. */
async function send(bytes: string): Promise<string> {
  const { statuses, closed, text } = await rawRequest(
    w.port,
    bytes.replaceAll("{port}", `${w.port}`),
  );
  if (text.includes("<svg")) return "the hidden request was answered";
  const [first, ...more] = statuses;
  if (more.length > 0) return `${statuses.length} answers: ${statuses.join(", ")}`;
  if (first === undefined) return closed ? "the connection ended" : "nothing";
  return closed ? `${first}, and the connection ended` : `${first}, one answer`;
}

const host = "Host: localhost:{port}\r\n";
const post = (headers: string, body: string) =>
  `POST /sign-in HTTP/1.1\r\n${host}${headers}\r\n${body}`;
const verify = (chunks: string) =>
  `POST /api/v1/verify HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`;
const get = (line: string, headers = host) => `${line}\r\n${headers}\r\n`;
const te = (line: string) => post(`${line}\r\n`, zero);

function port(): number {
  const address = canary.address();
  return typeof address === "object" && address ? address.port : 0;
}

attackFamily(import.meta.url, "Request smuggling and the form of a request", [
  attack({
    tried:
      "Content-Length and Transfer-Encoding in one request (CL.TE, TE.CL), in any order and case",
    shapes: [
      post(`Content-Length: ${zero.length}\r\nTransfer-Encoding: chunked\r\n`, zero),
      post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", zero),
      post("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", zero),
      post("content-length: 4\r\nTRANSFER-ENCODING: CHUNKED\r\n", zero),
      post(
        "Content-Length: 6\r\nTransfer-Encoding: chunked\r\nConnection: Content-Length\r\n",
        zero,
      ),
      `GET /api/health HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${zero}`,
    ],
    mayCome: [refused],
    send,
  }),
  attack({
    tried: "Transfer-Encoding written so that only one of two readers knows it (TE.TE)",
    shapes: [
      te("Transfer-Encoding: xchunked"),
      te("Transfer-Encoding: chunked, identity"),
      te("Transfer-Encoding: identity"),
      te("Transfer-Encoding: identity, chunked, identity"),
      te("Transfer-Encoding: gzip"),
      te("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
      te("Transfer-Encoding: identity\r\nTransfer-Encoding: cow"),
      te("Transfer-Encoding : chunked"),
      te("Transfer-Encoding\t: chunked"),
      te(" Transfer-Encoding: chunked"),
      te("Transfer-Encoding: \x0bchunked"),
      te('Transfer-Encoding: "chunked"'),
      te("Transfer-Encoding: chunk"),
      te("Transfer-Encoding:\r\n chunked"),
      te("X: y\nTransfer-Encoding: chunked"),
      te("X: y\rTransfer-Encoding: chunked"),
      te("Transfer-Encoding: chunked\x00"),
    ],
    mayCome: [refused],
    send,
  }),
  attack({
    tried: "A Content-Length that is given twice, or is no plain number",
    shapes: [
      ...["5\r\nContent-Length: 6", "5\r\nContent-Length: 5", "5, 5", "5,6", "+5", "-1", "0x5"],
      ...["5 5", "05x", "5.0", "1e1", "", "99999999999999999999", "५"],
    ].map((value) => post(`Content-Length: ${value}\r\n`, `hello${hidden}`)),
    mayCome: [refused],
    send,
  }),
  attack({
    tried: "Chunks with sizes, extensions and ends that two readers could cut differently",
    shapes: [
      ...["ffffffffffffffffff\r\n{}\r\n", "-2\r\n{}\r\n", "0x2\r\n{}\r\n", "2\r\n{}XX", "2\n{}\n"],
      ...[
        "2;\nxx\r\n4c\r\n",
        "2 \r\n{}\r\n",
        "2\r\n{}\r\n0\r\nX: y\nGET / HTTP/1.1\r\n\r\n",
        "g\r\n",
      ],
      ...[" 2\r\n{}\r\n", "2\r\n{}\r\n0\n\n"],
    ].map((chunks) => verify(`${chunks}${zero}`)),
    mayCome: [refused],
    send,
  }),
  attack({
    tried: "Line ends that are none, folded lines, names and values with characters of no name",
    shapes: [
      "GET /api/health HTTP/1.1\nHost: localhost\n\n",
      get("GET /api/health HTTP/1.1", "Host: localhost\nX: y\r\n"),
      get("GET /api/health HTTP/1.1", "Host: localhost\rX: y\r\n"),
      get("GET /api/health HTTP/1.1", `${host}X: a\r\n b\r\n`),
      get("GET /api/health HTTP/1.1", `${host}X: a\r\n\tb\r\n`),
      get("GET /api/health HTTP/1.1", `${host}X: a\0b\r\n`),
      get("GET /api/health HTTP/1.1", `${host}: a\r\n`),
      get("GET /api/health HTTP/1.1", `${host}Foo Bar: a\r\n`),
      get("GET /api/health HTTP/1.1", ` ${host}`),
      get("GET /api/he\0alth HTTP/1.1"),
      get("GET /api/\xffhealth HTTP/1.1"),
      get("GET /api/health HTTP/1.1 "),
    ],
    mayCome: [refused],
    send,
  }),
  attack({
    tried: "No Host, several Hosts, and targets that are no path",
    shapes: [
      get("GET /api/health HTTP/1.1", ""),
      get("GET /api/health HTTP/1.1", `${host}Host: evil.example\r\n`),
      get("GET /api/health HTTP/1.1", `Host: evil.example\r\n${host}`),
      get("OPTIONS * HTTP/1.1"),
      get("GET api/health HTTP/1.1"),
      get("GET /\\evil.example HTTP/1.1"),
      get("GET /%ff HTTP/1.1"),
      get("GET /%zz HTTP/1.1"),
      get("GET /o/%ff HTTP/1.1"),
      get("GET /verify/%00/x HTTP/1.1"),
      get("GET ftp://localhost/ HTTP/1.1"),
    ],
    mayCome: [refused],
    send,
  }),
  attack({
    tried: "Protocols that are not spoken: HTTP/0.9, 1.2, 2 in the clear; 1.0 with chunks",
    shapes: [
      "GET /api/health\r\n\r\n",
      get("GET /api/health HTTP/2.0"),
      get("GET /api/health HTTP/1.2"),
      get("GET /api/health HTTP/0.9"),
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      `POST /sign-in HTTP/1.0\r\n${host}Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n${zero}`,
    ],
    mayCome: [refused, "505, and the connection ended"],
    send,
  }),
  attack({
    tried: "TRACE, CONNECT and methods of other protocols",
    shapes: [
      "TRACE",
      "TRACK",
      "CONNECT",
      "PURGE",
      "PROPFIND",
      "MKCOL",
      "SEARCH",
      "DEBUG",
      "get",
    ].map((method) => get(`${method} / HTTP/1.1`, `${host}Cookie: a=b\r\n`)),
    mayCome: ["501, and the connection ended", refused, "the connection ended"],
    send,
  }),
  attack({
    tried: "A target with another site's name in it (absolute form)",
    shapes: ["http://evil.example", "https://evil.example:8443", "HTTP://evil.example@localhost"],
    mayCome: ["the page of our own path"],
    async send(authority) {
      const { text, statuses } = await rawRequest(w.port, get(`GET ${authority}/sign-in HTTP/1.1`));
      if (/evil/.test(text)) return "the other site's name came back";
      return statuses[0] === 200 ? "the page of our own path" : `${statuses[0]}`;
    },
  }),
  attack({
    tried: "A wish for another protocol, with a target elsewhere on this machine",
    shapes: ["websocket", "h2c", "TLS/1.0"],
    mayCome: ["answered as if not wished; nobody was called"],
    async send(protocol) {
      const before = knocks;
      const headers = `${host}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n`;
      const target = `http://127.0.0.1:${port()}/api/health`;
      const { statuses } = await rawRequest(w.port, get(`GET ${target} HTTP/1.1`, headers));
      if (knocks > before) return "the other server was called";
      return statuses[0] === 200
        ? "answered as if not wished; nobody was called"
        : `${statuses[0]}`;
    },
  }),
  attack({
    tried: "Headers beyond 32 kB or beyond 200, whatever their names",
    shapes: [`X: ${"a".repeat(40_000)}\r\n`, "X: y\r\n".repeat(2500), "X: y\r\n".repeat(7000)],
    mayCome: ["431, and the connection ended"],
    send: (headers) => send(get("GET /api/health HTTP/1.1", host + headers)),
  }),
  attack({
    tried: "Two plain requests in one packet (no attack: each has its own answer)",
    shapes: [get("GET /api/health HTTP/1.1") + get("GET /api/health HTTP/1.1")],
    mayCome: ["2 answers: 200, 200"],
    send,
  }),
]);
