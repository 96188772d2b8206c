import { verify } from "node:crypto";
import type { FaceRequest } from "../server.ts";
import { atLeast, permissionOf, type Repository, type Token, type User } from "../state.ts";
import { GithubRefusal, notFound } from "./refusal.ts";
import type { GithubApp, GithubWorld } from "./world.ts";

/** Who asks: an App itself by its JWT, or whoever a token is of. */
export interface Caller {
  readonly user: User;
  readonly token: Token | null;
  readonly app: GithubApp | null;
}

export function readCaller(world: GithubWorld, request: FaceRequest): Caller {
  const given = request.headers.authorization ?? "";
  const [scheme = "", value = ""] = given.split(" ");
  if (/^basic$/i.test(scheme)) return basicCaller(world, value);
  if (!/^(bearer|token)$/i.test(scheme)) throw new GithubRefusal(401, "Requires authentication");
  if (value.split(".").length === 3) return jwtCaller(world, value);
  const token = world.forge.readToken(value);
  if (token === "suspended") {
    throw new GithubRefusal(403, "This installation has been suspended");
  }
  if (typeof token === "string") throw new GithubRefusal(401, "Bad credentials");
  return { user: token.user, token, app: null };
}

function basicCaller(world: GithubWorld, value: string): Caller {
  const [id, secret] = Buffer.from(value, "base64").toString().split(":");
  const app = [...world.apps.values()].find((candidate) => candidate.clientId === id);
  if (app === undefined || app.clientSecret !== secret) {
    throw new GithubRefusal(401, "Bad credentials");
  }
  return { user: app.bot, token: null, app };
}

/** RS256 with the App's key, `exp` at most ten minutes away, as GitHub demands. */
function jwtCaller(world: GithubWorld, value: string): Caller {
  const [head = "", claims = "", signature = ""] = value.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as object;
  const { iss, exp } = read(claims) as { iss?: string | number; exp?: number };
  const app = [...world.apps.values()].find(
    (candidate) => String(candidate.id) === String(iss) || candidate.clientId === iss,
  );
  if (app === undefined) {
    throw new GithubRefusal(404, "Integration not found");
  }
  const signed = Buffer.from(`${head}.${claims}`);
  const isSigned = verify("sha256", signed, app.publicKey, Buffer.from(signature, "base64url"));
  const now = world.forge.nowMs() / 1000;
  if (!isSigned) throw new GithubRefusal(401, "A JSON web token could not be decoded");
  if (exp === undefined || exp <= now) {
    throw new GithubRefusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (exp > now + 660)
    throw new GithubRefusal(401, "'Expiration time' claim ('exp') is too far in the future");
  return { user: app.bot, token: null, app };
}

export type Needs = Readonly<Record<string, "read" | "write">>;

/** Whether the caller may do this in the repository, in GitHub's own way of refusing it. */
export function requirePermission(caller: Caller, repository: Repository, needs: Needs): void {
  const { token } = caller;
  if (token === null) throw new GithubRefusal(401, "Requires authentication");
  const [[name = "metadata", level = "read"] = []] = Object.entries(needs);
  if (!canSee(caller, repository)) throw notFound();
  if (isGranular(token)) {
    const granted = name === "metadata" ? "read" : token.grants[name];
    if (granted === "write" || granted === level) return;
    const words =
      token.kind === "app_installation"
        ? "Resource not accessible by integration"
        : "Resource not accessible by personal access token";
    const accepted = { "x-accepted-github-permissions": `${name}=${level}` };
    throw new GithubRefusal(403, words, {}, accepted);
  }
  if (level === "read") return;
  if (name === "checks") {
    throw new GithubRefusal(403, "You must authenticate via a GitHub App.");
  }
  if (!atLeast(permissionOf(repository, caller.user), "write")) {
    throw repository.private
      ? notFound()
      : new GithubRefusal(403, "Must have push access to repository.");
  }
}

/** A private repository that is not the caller's does not exist. */
export function canSee({ token, user }: Caller, repository: Repository): boolean {
  if (token === null) return !repository.private;
  if (token.repositoryIds !== "all" && !token.repositoryIds.includes(repository.id)) {
    return !repository.private;
  }
  if (!repository.private) return true;
  if (token.kind === "app_installation") return true;
  const isScoped = token.kind !== "fine_grained";
  if (isScoped && !token.scopes.includes("repo")) return false;
  return permissionOf(repository, user) !== "none";
}

export function isGranular(token: Token): boolean {
  return token.kind === "app_installation" || token.kind === "fine_grained";
}

/** What GitHub says of a token beside every answer. */
export function callerHeaders({ token }: Caller): Readonly<Record<string, string>> {
  if (token === null || isGranular(token)) return {};
  const expires = token.expiresAtMs;
  return {
    "x-oauth-scopes": token.scopes.join(", "),
    "x-accepted-oauth-scopes": "repo",
    ...(expires !== null && {
      "github-authentication-token-expiration": new Date(expires).toISOString(),
    }),
  };
}
