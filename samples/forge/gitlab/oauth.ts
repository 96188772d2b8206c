import { createHash, randomBytes } from "node:crypto";
import type { FakeForge } from "../forge.ts";
import type { FaceAnswer, FaceRequest } from "../server.ts";
import type { User } from "../state.ts";
import type { GitlabSettings, OAuthApplication } from "./settings.ts";

interface Grant {
  readonly user: User;
  readonly application: OAuthApplication;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly scopes: readonly string[];
}

/** GitLab's access tokens live two hours; a refresh token works once, and ends what it replaces. */
const lifetimeSeconds = 7200;

/** The authorization code grant with PKCE, refresh with rotation, and revocation. */
export class GitlabOAuth {
  readonly #forge: FakeForge;
  readonly #settings: GitlabSettings;
  readonly #codes = new Map<string, Grant>();
  readonly #refresh = new Map<string, { readonly grant: Grant; readonly access: string }>();

  constructor(forge: FakeForge, settings: GitlabSettings) {
    this.#forge = forge;
    this.#settings = settings;
  }

  answer(request: FaceRequest): FaceAnswer {
    const { pathname, searchParams } = request.url;
    const { method } = request;
    if (pathname === "/oauth/authorize" && method === "GET") return this.#authorize(searchParams);
    const isJson = request.headers["content-type"]?.startsWith("application/json") === true;
    const body = isJson
      ? new URLSearchParams(JSON.parse(request.body.toString("utf8")))
      : new URLSearchParams(request.body.toString("utf8"));
    if (pathname === "/oauth/token" && method === "POST") return this.#token(body);
    if (pathname === "/oauth/revoke" && method === "POST") return this.#revoke(body);
    if (pathname === "/oauth/token/info" && method === "GET") return this.#info(request);
    return { status: 404, body: { error: "404 Not Found" } };
  }

  #authorize(query: URLSearchParams): FaceAnswer {
    const application = this.#settings.applications.find(
      ({ id, redirectUri }) =>
        id === query.get("client_id") && redirectUri === query.get("redirect_uri"),
    );
    const challenge = query.get("code_challenge") ?? "";
    const isAsked = query.get("response_type") === "code";
    if (application === undefined || !isAsked || query.get("code_challenge_method") !== "S256") {
      return { status: 400, body: { error: "invalid_request" } };
    }
    const back = new URL(application.redirectUri);
    back.searchParams.set("state", query.get("state") ?? "");
    const user = this.#forge.state.users.get(this.#settings.signedIn ?? "");
    if (user === undefined) {
      back.searchParams.set("error", "access_denied");
    } else {
      const code = randomBytes(20).toString("hex");
      const scopes = (query.get("scope") ?? "read_user").split(" ");
      const { redirectUri } = application;
      this.#codes.set(code, { user, application, redirectUri, challenge, scopes });
      back.searchParams.set("code", code);
    }
    return { status: 302, headers: { location: back.href } };
  }

  #token(body: URLSearchParams): FaceAnswer {
    const application = this.#settings.applications.find(
      ({ id, secret }) => id === body.get("client_id") && secret === body.get("client_secret"),
    );
    if (application === undefined) {
      return {
        status: 401,
        body: { error: "invalid_client", error_description: "Client authentication failed." },
      };
    }
    if (body.get("grant_type") === "refresh_token") {
      return this.#rotate(body.get("refresh_token") ?? "", application);
    }
    const grant = this.#codes.get(body.get("code") ?? "");
    this.#codes.delete(body.get("code") ?? "");
    const verifier = body.get("code_verifier") ?? "";
    const digest = createHash("sha256").update(verifier).digest("base64url");
    const isRight =
      grant !== undefined &&
      grant.application === application &&
      grant.redirectUri === body.get("redirect_uri") &&
      grant.challenge === digest;
    return isRight ? this.#issue(grant) : invalidGrant;
  }

  #rotate(refreshToken: string, application: OAuthApplication): FaceAnswer {
    const held = this.#refresh.get(refreshToken);
    if (held === undefined || held.grant.application !== application) return invalidGrant;
    this.#refresh.delete(refreshToken);
    this.#end(held.access);
    return this.#issue(held.grant);
  }

  #issue(grant: Grant): FaceAnswer {
    const { user, scopes } = grant;
    const token = this.#forge.addToken({
      user,
      kind: "oauth",
      scopes,
      expiresAtMs: this.#forge.nowMs() + lifetimeSeconds * 1000,
    });
    const refreshToken = randomBytes(32).toString("hex");
    this.#refresh.set(refreshToken, { grant, access: token.value });
    return {
      status: 200,
      body: {
        access_token: token.value,
        token_type: "Bearer",
        expires_in: lifetimeSeconds,
        refresh_token: refreshToken,
        scope: scopes.join(" "),
        created_at: Math.floor(this.#forge.nowMs() / 1000),
      },
    };
  }

  /** RFC 7009: an unknown token is revoked already. */
  #revoke(body: URLSearchParams): FaceAnswer {
    const token = body.get("token") ?? "";
    this.#end(token);
    // The two of a pair are one record to GitLab: with either, both end.
    for (const [refreshToken, { access }] of this.#refresh) {
      if (refreshToken !== token && access !== token) continue;
      this.#end(access);
      this.#refresh.delete(refreshToken);
    }
    return { status: 200, body: {} };
  }

  #info(request: FaceRequest): FaceAnswer {
    const value = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    const token = this.#forge.readToken(value);
    if (typeof token === "string" || token.kind !== "oauth") {
      return { status: 401, body: { error: "invalid_token" } };
    }
    const left = ((token.expiresAtMs ?? 0) - this.#forge.nowMs()) / 1000;
    return {
      status: 200,
      body: {
        resource_owner_id: token.user.id,
        scope: token.scopes,
        expires_in: Math.floor(left),
        application: { uid: this.#settings.applications[0]?.id ?? "" },
        created_at: Math.floor(this.#forge.nowMs() / 1000),
      },
    };
  }

  #end(access: string): void {
    const token = this.#forge.state.tokens.get(access);
    if (token !== undefined) token.revoked = true;
  }
}

const invalidGrant: FaceAnswer = {
  status: 400,
  body: {
    error: "invalid_grant",
    error_description:
      "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
  },
};
