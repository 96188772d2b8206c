import type { IncomingMessage } from "node:http";
import { middleware } from "#app/_server/middleware.ts";
import type { Handle } from "./listener.ts";

/**
 * What `handle` answers with the middleware in front. It stands here and not with Next, whose call of
 * one costs more than all that is done in it, and which answers some requests without asking any.
 */
export function withMiddleware(handle: Handle): Handle {
  return async (request, response) => {
    const { method = "GET", url: target = "/" } = request;
    const passage = await middleware({ method, target, headers: headersOf(request) });
    for (const [name, value] of Object.entries(passage.headers)) response.setHeader(name, value);
    if (passage.answer !== null) {
      response.writeHead(passage.answer.status).end(passage.answer.body);
      return;
    }
    Object.assign(request.headers, passage.requestHeaders);
    await handle(request, response);
  };
}

function headersOf({ headers }: IncomingMessage): Pick<Headers, "get" | "has"> {
  return {
    get: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join(", ") : (value ?? null);
    },
    has: (name) => headers[name] !== undefined,
  };
}
