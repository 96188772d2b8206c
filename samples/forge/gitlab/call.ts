import type { FakeForge } from "../forge.ts";
import type { FaceAnswer, FaceRequest } from "../server.ts";
import {
  atLeast,
  type Change,
  findRepository,
  type Permission,
  permissionOf,
  type Repository,
  type Token,
} from "../state.ts";
import type { GitlabSettings } from "./settings.ts";

/** One request on its way through the API. */
export interface Call {
  readonly forge: FakeForge;
  readonly settings: GitlabSettings;
  readonly baseUrl: string;
  readonly request: FaceRequest;
  /** Decoded segments that the pattern left open. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly token: Token;
}

export type Handler = (call: Call) => Promise<FaceAnswer> | FaceAnswer;

/** A pattern's `*` is one segment, whatever slashes are encoded in it. */
export type Routes = Readonly<Record<string, Handler>>;

/** GitLab's answer instead of the one that was hoped for. */
export class Refused extends Error {
  readonly answer: FaceAnswer;

  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    super(`${status}`);
    this.answer = { status, body, headers };
  }
}

export function refuse(status: number, words: string): Refused {
  return new Refused(status, { message: words });
}

export const notFound = (what: string) => refuse(404, `404 ${what} Not Found`);

/** The project that a call names, if its token may see it, and do what it asks. */
export function projectOf(call: Call, needed: Permission = "read"): Repository {
  const [id = ""] = call.params;
  const { state } = call.forge;
  const repository = /^\d+$/.test(id)
    ? state.repositories.get(Number(id))
    : findRepository(state, id.split("/").slice(0, -1).join("/"), id.split("/").at(-1) ?? "");
  if (repository === undefined || repository.deleted) throw notFound("Project");
  const { user, repositoryIds } = call.token;
  const permission = permissionOf(repository, user);
  const inReach = repositoryIds === "all" || repositoryIds.includes(repository.id);
  if (!inReach || !atLeast(permission, "read")) throw notFound("Project");
  if (!/^\d+$/.test(id) && id.toLowerCase() !== pathOf(repository).toLowerCase()) {
    const { pathname, search } = call.request.url;
    const rest = pathname.split("/").slice(5);
    const location = [`${call.baseUrl}/api/v4/projects/${repository.id}`, ...rest].join("/");
    throw new Refused(302, `This resource has been moved temporarily to ${location}`, {
      location: location + search,
    });
  }
  if (!atLeast(permission, needed)) throw refuse(403, "403 Forbidden");
  if (needed !== "read" && repository.archived) throw refuse(403, "403 Forbidden");
  return repository;
}

export function changeOf(call: Call, repository: Repository): Change {
  const change = repository.changes.get(Number(call.params[1]));
  if (change === undefined) throw notFound("Merge Request");
  return change;
}

export function pathOf(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

export function textOf(call: Call, name: string): string | undefined {
  const value = call.body[name] ?? call.query.get(name) ?? undefined;
  return value === undefined ? undefined : String(value);
}

export function required(call: Call, name: string): string {
  const value = textOf(call, name);
  if (value === undefined) throw new Refused(400, { error: `${name} is missing` });
  if (value === "") throw new Refused(400, { error: `${name} is empty` });
  return value;
}

export const ok = (body: unknown, headers: Record<string, string> = {}): FaceAnswer => ({
  status: 200,
  body,
  headers,
});
export const created = (body: unknown): FaceAnswer => ({ status: 201, body });
export const noContent: FaceAnswer = { status: 204 };

/** One page of a list, with GitLab's headers; totals are left out past 10,000 as GitLab does. */
export function paged<T>(call: Call, all: readonly T[], show: (item: T) => unknown): FaceAnswer {
  const perPage = Math.min(100, Number(call.query.get("per_page") ?? 20));
  const page = Number(call.query.get("page") ?? 1);
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const link = (to: number, rel: string) => {
    const url = new URL(call.request.url);
    url.searchParams.set("page", String(to));
    url.searchParams.set("per_page", String(perPage));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, "prev")] : []),
    ...(page < pages ? [link(page + 1, "next")] : []),
    link(1, "first"),
    ...(all.length > 10_000 ? [] : [link(pages, "last")]),
  ];
  return ok(all.slice((page - 1) * perPage, page * perPage).map(show), {
    link: links.join(", "),
    "x-page": String(page),
    "x-per-page": String(perPage),
    "x-prev-page": page > 1 ? String(page - 1) : "",
    "x-next-page": page < pages ? String(page + 1) : "",
    ...(all.length <= 10_000 && {
      "x-total": String(all.length),
      "x-total-pages": String(pages),
    }),
  });
}
