import type { Fault } from "../faults.ts";
import type { FakeForge } from "../forge.ts";
import {
  type Face,
  type FaceAnswer,
  type FaceRequest,
  type ForgeServer,
  type ServerOptions,
  startForgeServer,
} from "../server.ts";
import { findRepository, fullName, type Repository } from "../state.ts";
import { alertRoutes } from "./alert-routes.ts";
import { answerOutside } from "./app-routes.ts";
import { type Caller, callerHeaders, canSee, readCaller, requirePermission } from "./caller.ts";
import { checkRoutes } from "./check-routes.ts";
import { gitRoutes } from "./git-routes.ts";
import { answerGraphql } from "./graphql.ts";
import { headersOf, hooksOf, messageOf } from "./hooks.ts";
import { issueRoutes } from "./issue-routes.ts";
import { answerPage } from "./pages.ts";
import { pullRoutes } from "./pull-routes.ts";
import { GithubRefusal, notFound } from "./refusal.ts";
import { repositoryRoutes } from "./repository-routes.ts";
import { type Asked, match } from "./router.ts";
import { appShape as appOf, repositoryUrl } from "./shapes.ts";
import { type GithubWorld, newWorld } from "./world.ts";

const routes = [
  ...repositoryRoutes,
  ...gitRoutes,
  ...pullRoutes,
  ...issueRoutes,
  ...checkRoutes,
  ...alertRoutes,
];

export interface GithubServer extends ForgeServer {
  readonly world: GithubWorld;
  /** What a client takes for `https://api.github.com`. */
  readonly apiUrl: string;
  /** Every answer of the API, for who compares them with its description. */
  readonly answers: readonly GithubAnswer[];
}

export interface GithubAnswer {
  readonly method: string;
  /** Below the API's root, without query. */
  readonly path: string;
  readonly answer: FaceAnswer;
}

/** GitHub over a forge: `enterprise` for the addresses of GitHub Enterprise Server. */
export async function startGithub(
  forge: FakeForge,
  about: ServerOptions & { readonly enterprise?: boolean; readonly actsAsOwner?: boolean } = {},
): Promise<GithubServer> {
  const answers: GithubAnswer[] = [];
  const apiPath = about.enterprise === true ? "/api/v3" : "";
  let world: GithubWorld | undefined;
  const makeFace = (made: FakeForge, url: () => string): Face => {
    world = newWorld(made, url, { apiPath, actsAsOwner: about.actsAsOwner ?? false });
    return githubFace(world, about.remembers === false ? null : answers);
  };
  const server = await startForgeServer(forge, makeFace, about);
  if (world === undefined) throw new Error("The face was not made.");
  return Object.assign(server, { world, apiUrl: server.url + apiPath, answers });
}

function githubFace(world: GithubWorld, answers: GithubAnswer[] | null): Face {
  return {
    async answer(request) {
      const path = apiPathOf(world, request.url.pathname);
      if (path === null) return answerPage(world, request);
      const answer = await answerApi(world, request, path).catch(refused);
      answers?.push({ method: request.method, path, answer });
      return { ...answer, headers: { ...rateHeaders(world), ...answer.headers } };
    },
    messageOf: (event) => messageOf(world, event),
    hooksOf: (event) => hooksOf(world, event),
    headersOf,
    failure,
  };
}

/** The path below the API's root, or null for a page that people look at. */
function apiPathOf({ apiPath }: GithubWorld, path: string): string | null {
  if (apiPath !== "") {
    if (path === "/api/graphql") return "/graphql";
    return path.startsWith(`${apiPath}/`) ? path.slice(apiPath.length) : null;
  }
  const places =
    /^\/(repos|repositories|user|app|installation|applications|app-manifests)(\/|$)|^\/(graphql|rate_limit)$/;
  return places.test(path) ? path : null;
}

async function answerApi(
  world: GithubWorld,
  request: FaceRequest,
  path: string,
): Promise<FaceAnswer> {
  if (world.requestsLeft !== null && world.requestsLeft <= 0) {
    throw new GithubRefusal(403, "API rate limit exceeded for installation.");
  }
  if (world.requestsLeft !== null) world.requestsLeft -= 1;
  const json = readJson(request);
  const query = request.url.searchParams;
  const manifest = /^\/app-manifests\/([^/]+)\/conversions$/.exec(path);
  if (manifest !== null) return convertManifest(world, manifest[1] ?? "");
  const caller = readCaller(world, request);
  const asked: Asked = { world, request, caller, params: {}, query, json };
  if (path === "/graphql") return answerGraphql(asked);
  const named = /^\/(?:repos\/([^/]+)\/([^/]+)|repositories\/(\d+))(\/.*)?$/.exec(path);
  if (named === null) {
    const answer = answerOutside(asked, request.method, path);
    if (answer === null) throw notFound();
    return { ...answer, headers: { ...callerHeaders(caller), ...answer.headers } };
  }
  const [, owner = "", name = "", id, rest = ""] = named;
  const repository =
    id === undefined
      ? findRepository(world.forge.state, owner, name)
      : world.forge.state.repositories.get(Number(id));
  if (repository === undefined || repository.deleted || !canSee(caller, repository))
    throw notFound();
  if (id === undefined && `${owner}/${name}`.toLowerCase() !== fullName(repository).toLowerCase()) {
    return moved(world, repository, request, rest);
  }
  return inRepository({ ...asked, repository }, caller, rest);
}

async function inRepository(
  asked: Asked & { readonly repository: Repository },
  caller: Caller,
  rest: string,
): Promise<FaceAnswer> {
  const found = match(routes, asked.request.method, rest);
  if (found === null) throw notFound();
  requirePermission(caller, asked.repository, found.route.needs);
  const answer = await found.route.answer({ ...asked, params: found.params });
  const accepted = Object.entries(found.route.needs).map(([one, level]) => `${one}=${level}`);
  return {
    ...answer,
    headers: {
      "x-accepted-github-permissions": accepted.join(","),
      ...callerHeaders(caller),
      ...answer.headers,
    },
  };
}

/** A repository that was renamed or transferred is found again by its id. */
function moved(
  world: GithubWorld,
  repository: Repository,
  { method, url }: FaceRequest,
  rest: string,
): FaceAnswer {
  const root = repositoryUrl(world, repository).replace(/\/repos\/.*$/, "");
  const location = `${root}/repositories/${repository.id}${rest}${url.search}`;
  const isRead = method === "GET" || method === "HEAD";
  const message = isRead ? "Moved Permanently" : "Temporary Redirect";
  const body = { message, url: location, documentation_url: "https://docs.github.com/rest" };
  return { status: isRead ? 301 : 307, headers: { location }, body };
}

/** The secrets of an App are handed out once, within the hour. */
function convertManifest(world: GithubWorld, code: string): FaceAnswer {
  const app = world.manifestCodes.get(code);
  world.manifestCodes.delete(code);
  if (app === undefined) throw notFound();
  const secrets = {
    client_id: app.clientId,
    client_secret: app.clientSecret,
    webhook_secret: app.webhookSecret,
    pem: app.privateKey,
  };
  return { status: 201, body: { ...appOf(world, app), ...secrets } };
}

function readJson({ body }: FaceRequest): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8")) as Record<string, unknown>;
  } catch {
    throw new GithubRefusal(400, "Problems parsing JSON");
  }
}

function refused(error: unknown): FaceAnswer {
  if (error instanceof GithubRefusal) return error.answer;
  throw error;
}

function rateHeaders(world: GithubWorld): Readonly<Record<string, string>> {
  const remaining = world.requestsLeft ?? 4999;
  return {
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": String(Math.max(0, remaining)),
    "x-ratelimit-used": String(5000 - remaining),
    "x-ratelimit-reset": String(Math.ceil(world.resetAtMs / 1000)),
    "x-ratelimit-resource": "core",
    "x-github-media-type": "github.v3; format=json",
    "x-github-request-id": crypto.randomUUID(),
  };
}

function failure({ kind, retryAfterSeconds }: Fault): FaceAnswer {
  const retry = { "retry-after": String(retryAfterSeconds ?? 60) };
  const secondary =
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
  if (kind === "secondary_rate_limit") return new GithubRefusal(403, secondary, {}, retry).answer;
  if (kind === "too_many_requests") return new GithubRefusal(429, secondary, {}, retry).answer;
  if (kind === "malformed") {
    const headers = { "content-type": "application/json; charset=utf-8" };
    return { status: 200, body: '{"id": 1, "na', headers };
  }
  if (kind === "bad_gateway") return { status: 502, body: { message: "Server Error" } };
  return { status: 500, body: { message: "Server Error" } };
}
