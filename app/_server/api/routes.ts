import { AppError } from "#lib/base/index.ts";
import { answerApi } from "../problem.ts";
import type { Operation, Params } from "./operation.ts";

/** Next.js passes no params to a path that has none, whatever its types say. */
type Handler = (
  request: Request,
  context: { params: Promise<Params | undefined> },
) => Promise<Response>;

interface Handlers {
  readonly GET: Handler;
  readonly POST: Handler;
  readonly PUT: Handler;
  readonly PATCH: Handler;
  readonly DELETE: Handler;
  readonly OPTIONS: Handler;
}

/** The handlers of one route file. A method that none of the operations has is answered 405. */
export function routes(...operations: readonly Operation[]): Handlers {
  const allow = [...operations.map((operation) => operation.method), "OPTIONS"].join(", ");
  const handle = (method: keyof Handlers): Handler => {
    const operation = operations.find((each) => each.method === method);
    if (operation === undefined) return () => notAllowed(allow);
    return async (request, { params }) => {
      const response = await operation.respond(request, (await params) ?? {});
      // RFC 6750: how to come in, said with every refusal.
      if (response.status === 401) {
        response.headers.set("www-authenticate", 'Bearer realm="Agent Etna"');
      }
      return response;
    };
  };
  return {
    GET: handle("GET"),
    POST: handle("POST"),
    PUT: handle("PUT"),
    PATCH: handle("PATCH"),
    DELETE: handle("DELETE"),
    OPTIONS: async () => new Response(null, { status: 204, headers: { allow } }),
  };
}

async function notAllowed(allow: string): Promise<Response> {
  const response = await answerApi(async () => {
    throw new AppError("method_not_allowed", `Use one of ${allow}.`);
  });
  response.headers.set("allow", allow);
  return response;
}
