import type { ForgeEvent } from "../events.ts";
import { FakeForge } from "../forge.ts";
import {
  type Face,
  type FaceAnswer,
  type FaceRequest,
  type ForgeServer,
  startForgeServer,
  wantedHooks,
} from "../server.ts";
import type { Hook, Token } from "../state.ts";
import { type Call, type Handler, Refused, type Routes } from "./call.ts";
import { headersOf, hookName, messageOf } from "./hooks.ts";
import { mergeRequestRoutes } from "./merge-request-routes.ts";
import { noteRoutes } from "./note-routes.ts";
import { GitlabOAuth } from "./oauth.ts";
import { pageAnswer } from "./page.ts";
import { pipelineRoutes } from "./pipeline-routes.ts";
import { projectRoutes } from "./project-routes.ts";
import { repositoryRoutes } from "./repository-routes.ts";
import { GitlabSettings } from "./settings.ts";

const routes: Routes = {
  ...projectRoutes,
  ...repositoryRoutes,
  ...mergeRequestRoutes,
  ...noteRoutes,
  ...pipelineRoutes,
};

const compiled = Object.entries(routes).map(([pattern, handler]) => {
  const [method = "", path = ""] = pattern.split(" ");
  return { method, segments: path.split("/").slice(1), handler };
});

export interface GitlabServer extends ForgeServer {
  readonly settings: GitlabSettings;
}

/** A GitLab on loopback. */
export async function startGitlab(port = 0): Promise<GitlabServer> {
  const settings = new GitlabSettings();
  const forge = await FakeForge.create();
  const server = await startForgeServer(forge, (of, url) => gitlabFace(of, url, settings), {
    port,
  });
  return Object.assign(server, { settings });
}

function gitlabFace(forge: FakeForge, url: () => string, settings: GitlabSettings): Face {
  const oauth = new GitlabOAuth(forge, settings);

  async function answer(request: FaceRequest): Promise<FaceAnswer> {
    const { pathname, searchParams } = request.url;
    if (pathname.startsWith("/oauth/")) return oauth.answer(request);
    const base = { forge, settings, baseUrl: url(), request, query: searchParams };
    if (!pathname.startsWith("/api/v4/")) {
      return (await pageAnswer({ ...base, body: {} })) ?? { status: 404, body: "404" };
    }
    try {
      const route = find(request);
      const token = readToken(forge, request, route !== null);
      settings.requestsLeft -= 1;
      if (settings.requestsLeft < 0) return tooManyRequests(settings.retryAfterSeconds);
      if (route === null) return { status: 404, body: { error: "404 Not Found" } };
      const call: Call = { ...base, body: bodyOf(request), params: route.params, token };
      return await route.handler(call);
    } catch (error) {
      if (error instanceof Refused) return error.answer;
      throw error;
    }
  }

  return {
    answer,
    messageOf: (event) => messageOf(event, url()),
    hooksOf(event: ForgeEvent): readonly Hook[] {
      const message = messageOf(event, url());
      if (message === null || !("repository" in event)) return [];
      return wantedHooks(event.repository, hookName(message));
    },
    headersOf: (hook, message, id, body) =>
      headersOf(hook, message, id, body, {
        baseUrl: url(),
        signs: settings.signsHooks,
        nowMs: forge.nowMs(),
      }),
    failure(fault) {
      const html = "<html><head><title>502 Bad Gateway</title></head></html>";
      if (fault.kind === "bad_gateway")
        return { status: 502, body: html, headers: { "content-type": "text/html" } };
      if (fault.kind === "server_error")
        return { status: 500, body: { message: "500 Internal Server Error" } };
      if (fault.kind === "malformed") {
        return { status: 200, body: '{"id": 1, ', headers: { "content-type": "application/json" } };
      }
      return tooManyRequests(fault.retryAfterSeconds ?? settings.retryAfterSeconds);
    },
  };
}

function find(request: FaceRequest): { handler: Handler; params: readonly string[] } | null {
  // The raw path: an encoded slash is part of its segment.
  const parts = request.url.pathname.split("/").slice(3);
  for (const { method, segments, handler } of compiled) {
    // As Rails does, HEAD goes where GET goes.
    const isMethod = method === request.method || (request.method === "HEAD" && method === "GET");
    if (!isMethod || segments.length !== parts.length) continue;
    if (!segments.every((segment, i) => segment === "*" || segment === parts[i])) continue;
    try {
      const open = parts.filter((_, i) => segments[i] === "*");
      return { handler, params: open.map((part) => decodeURIComponent(part)) };
    } catch {
      throw new Refused(400, { error: "invalid byte sequence in UTF-8" });
    }
  }
  return null;
}

/** 401 with what is wrong with the token; 403 where its scopes do not reach. */
function readToken(forge: FakeForge, request: FaceRequest, isKnown: boolean): Token {
  const { authorization, "private-token": privateToken } = request.headers;
  const value = authorization?.replace(/^Bearer /, "") ?? String(privateToken ?? "");
  const token = forge.readToken(value);
  if (token === "expired")
    throw new Refused(
      401,
      invalidToken("Token is expired. You can either do re-authorization or token refresh."),
    );
  if (token === "revoked")
    throw new Refused(
      401,
      invalidToken("Token was revoked. You have to re-authorize from the user."),
    );
  if (typeof token === "string") throw new Refused(401, { message: "401 Unauthorized" });
  const { pathname } = request.url;
  const reads = request.method === "GET" || request.method === "HEAD";
  const enough = [
    "api",
    ...(reads ? ["read_api"] : []),
    ...(reads && pathname.endsWith("/user") ? ["read_user"] : []),
    ...(reads && pathname.includes("/repository/") ? ["read_repository"] : []),
    ...(pathname.endsWith("/personal_access_tokens/self") ? token.scopes : []),
  ];
  if (isKnown && !token.scopes.some((scope) => enough.includes(scope))) {
    throw new Refused(403, {
      error: "insufficient_scope",
      error_description:
        "The request requires higher privileges than provided by the access token.",
      scope: enough.join(" "),
    });
  }
  return token;
}

const invalidToken = (words: string) => ({ error: "invalid_token", error_description: words });

function tooManyRequests(retryAfterSeconds: number): FaceAnswer {
  return {
    status: 429,
    body: "Retry later\n",
    headers: {
      "content-type": "text/plain",
      "retry-after": String(retryAfterSeconds),
      "ratelimit-limit": "2000",
      "ratelimit-remaining": "0",
    },
  };
}

function bodyOf(request: FaceRequest): Readonly<Record<string, unknown>> {
  const text = request.body.toString("utf8");
  if (text === "") return {};
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("application/json")) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Refused(400, { error: "The request body is not JSON." });
  }
}
