import { readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

type Handler = (
  request: Request,
  context: { params: Promise<Record<string, string> | undefined> },
) => Promise<Response>;

export interface ApiRoute {
  /** As OpenAPI writes it, below /api/v1: "/findings/{id}". */
  readonly path: string;
  readonly handlers: Readonly<Record<string, Handler>>;
}

const folder = join(import.meta.dirname, "../../app/api/v1");

/** Every route file below app/api/v1. Load them after the world has set the environment. */
export async function apiRoutes(): Promise<readonly ApiRoute[]> {
  const files = await readdir(folder, { recursive: true });
  const routes = files.filter((file) => file.endsWith("route.ts")).sort();
  return await Promise.all(
    routes.map(async (file) => ({
      path: `/${relative(".", dirname(file)).replaceAll(/\[(\w+)\]/g, "{$1}")}`,
      handlers: (await import(join(folder, file))) as ApiRoute["handlers"],
    })),
  );
}

export interface Sent {
  readonly token?: string;
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers a request as Next.js would: by the route file that stands for its path. */
export function apiCaller(routes: readonly ApiRoute[]) {
  return async (method: string, path: string, sent: Sent = {}): Promise<Response> => {
    const url = new URL(`http://localhost:3000/api/v1${path}`);
    const segments = url.pathname.slice("/api/v1".length);
    const found = routes
      .map((route) => ({ route, match: patternOf(route.path).exec(segments) }))
      .filter(({ match }) => match !== null)
      .sort((a, b) => rank(a.route.path) - rank(b.route.path))[0];
    if (found === undefined) throw new Error(`No route file answers ${segments}.`);
    const { body, token, headers } = sent;
    const request = new Request(url, {
      method,
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const id = found.match?.[1];
    // As Next.js does it: a path without a place for an id has no params at all.
    const params = Promise.resolve(id === undefined ? undefined : { id: decodeURIComponent(id) });
    return await found.route.handlers[method]!(request, { params });
  };
}

export type ApiCall = ReturnType<typeof apiCaller>;

function patternOf(path: string): RegExp {
  if (path.includes("[...")) return /^\/.*$/;
  return new RegExp(`^${path.replaceAll(".", "\\.").replaceAll("{id}", "([^/]+)")}$`);
}

/** A written path before one with a place for an id, and that before the rest. */
function rank(path: string): number {
  return path.includes("[...") ? 2 : path.includes("{") ? 1 : 0;
}
