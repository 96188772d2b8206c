import type { FaceAnswer, FaceRequest } from "../server.ts";
import type { Repository } from "../state.ts";
import type { Caller, Needs } from "./caller.ts";
import type { GithubWorld } from "./world.ts";

export interface Asked {
  readonly world: GithubWorld;
  readonly request: FaceRequest;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The body as an object; empty where there is none. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface RepositoryAsked extends Asked {
  readonly repository: Repository;
}

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly needs: Needs;
  answer(asked: RepositoryAsked): Promise<FaceAnswer> | FaceAnswer;
}

/**
 * A route inside a repository, such as `GET /pulls/:number`; `*name` takes the rest with its slashes.
 * `needs` is the permission that GitHub documents for it.
 */
export function route(
  template: string,
  needs: Needs,
  answer: (asked: RepositoryAsked) => Promise<FaceAnswer> | FaceAnswer,
): Route {
  const [method = "", path = ""] = template.split(" ");
  const names: string[] = [];
  const source = path.replaceAll(/([:*])(\w+)/g, (_, kind: string, name: string) => {
    names.push(name);
    return kind === ":" ? "([^/]+)" : "(.+)";
  });
  return { method, pattern: new RegExp(`^${source}$`), names, needs, answer };
}

export function match(routes: readonly Route[], method: string, path: string) {
  for (const candidate of routes) {
    if (candidate.method !== method) continue;
    const values = candidate.pattern.exec(path)?.slice(1);
    if (values === undefined) continue;
    const params = Object.fromEntries(
      candidate.names.map((name, index) => [name, decodeURIComponent(values[index] ?? "")]),
    );
    return { route: candidate, params };
  }
  return null;
}

/** One page of a list, with GitHub's Link header (RFC 8288) where there are more. */
export function paged<T>(
  { request, query }: Pick<Asked, "request" | "query">,
  items: readonly T[],
  wrap: (page: readonly T[]) => unknown = (page) => page,
): FaceAnswer {
  const perPage = Math.min(100, Math.max(1, Number(query.get("per_page") ?? 30)));
  const page = Math.max(1, Number(query.get("page") ?? 1));
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const link = (to: number, rel: string) => {
    const url = new URL(request.url);
    url.searchParams.set("page", String(to));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, "prev"), link(1, "first")] : []),
    ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
  ];
  return {
    status: 200,
    body: wrap(items.slice((page - 1) * perPage, page * perPage)),
    headers: links.length === 0 ? {} : { link: links.join(", ") },
  };
}

export function textField(json: Readonly<Record<string, unknown>>, name: string): string {
  const value = json[name];
  return typeof value === "string" ? value : "";
}
