import { createServer } from "node:http";
import next from "next";
import { log } from "#lib/platform/log/index.ts";
import { remoteAddressHeader } from "#lib/services/admission/index.ts";
import { root } from "./ground/paths.ts";

// The web server: Next as it comes, behind a server of our own that knows two things Next does not
// say: who is connected, and how long a slow client may take.

const port = Number(process.env.PORT);
const hostname = process.env.HOST ?? "127.0.0.1";
const app = next({ dev: false, dir: root, hostname, port });
await app.prepare();
const handle = app.getRequestHandler();

const server = createServer(
  { headersTimeout: 15_000, requestTimeout: 60_000, maxHeaderSize: 32 * 1024 },
  (request, response) => {
    request.headers[remoteAddressHeader] = request.socket.remoteAddress ?? "";
    handle(request, response).catch((error: unknown) => {
      log.error({ err: error }, "a request failed outside of its route");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  },
);
server.keepAliveTimeout = 65_000;
server.listen(port, hostname);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    // Live pages keep their connection open; they come back by themselves.
    server.closeAllConnections();
  });
}
