import next from "next";
import { config } from "#lib/platform/config/index.ts";
import { log, logConsole, logCrashes } from "#lib/platform/log/index.ts";
import { endWithStarter } from "../ground/end-with-starter.ts";
import { root } from "../ground/paths.ts";
import { createListener, type Handle } from "./listener.ts";

/** Serves the built application, with `inFront` before each request that Next is asked. */
export async function serve(inFront: (handle: Handle) => Handle): Promise<void> {
  logConsole(log);
  logCrashes(log);

  const port = Number(process.env.PORT);
  const hostname = process.env.HOST ?? "127.0.0.1";
  const app = next({ dev: false, dir: root, hostname, port });
  await app.prepare();
  const handle = inFront(app.getRequestHandler());

  const server = createListener(
    (request, response) =>
      handle(request, response).catch((error: unknown) => {
        log.error({ err: error }, "a request failed outside of its route");
        if (!response.headersSent) response.writeHead(500);
        response.end();
      }),
    config().publicUrl,
  );
  server.listen(port, hostname);

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      // Live pages keep their connection open; they come back by themselves.
      server.closeAllConnections();
    });
  }
  endWithStarter();
}
