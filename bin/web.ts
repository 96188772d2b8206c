import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import next from "next";
import { baselineHeaders } from "#app/_server/security-headers.ts";
import { log, logConsole, logCrashes, withRequest } from "#lib/platform/log/index.ts";
import { remoteAddressHeader } from "#lib/services/admission/index.ts";
import { answerBadRequest } from "./ground/bad-request.ts";
import { endWithStarter } from "./ground/end-with-starter.ts";
import { root } from "./ground/paths.ts";

// The web server: Next as it comes, behind a server of our own that knows what Next does not say: who
// is connected, how long a slow client may take, and which request a line of the log is about.

logConsole(log);
logCrashes(log);

const port = Number(process.env.PORT);
const hostname = process.env.HOST ?? "127.0.0.1";
const app = next({ dev: false, dir: root, hostname, port });
await app.prepare();
const handle = app.getRequestHandler();

const server = createServer(
  { headersTimeout: 15_000, requestTimeout: 60_000, maxHeaderSize: 32 * 1024 },
  (request, response) => {
    const requestId = randomUUID();
    withRequest(requestId, () => answer(request, response, requestId));
  },
);

function answer(request: IncomingMessage, response: ServerResponse, requestId: string): void {
  // What Next answers by itself passes no middleware; where one is passed, it sets its own over these.
  for (const [name, value] of Object.entries(baselineHeaders)) response.setHeader(name, value);
  response.setHeader("x-request-id", requestId);
  request.headers[remoteAddressHeader] = request.socket.remoteAddress ?? "";
  handle(request, response).catch((error: unknown) => {
    log.error({ err: error }, "a request failed outside of its route");
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
}

server.on("clientError", answerBadRequest);
server.keepAliveTimeout = 65_000;
server.listen(port, hostname);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    // Live pages keep their connection open; they come back by themselves.
    server.closeAllConnections();
  });
}
endWithStarter();
