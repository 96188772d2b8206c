import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import { guardedFetch } from "#lib/platform/http/index.ts";

export interface GithubOauthClient {
  /** `https://github.com`, or the address of a GitHub Enterprise Server. */
  readonly webUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly allow?: readonly string[];
}

export interface GithubUserToken {
  readonly token: string;
  readonly scopes: readonly string[];
  /** Null where the token does not expire, and then there is nothing to refresh it with. */
  readonly expiresAt: Date | null;
  readonly refreshToken: string | null;
}

/** Where a person agrees (RFC 6749 §4.1.1, with PKCE after RFC 7636). */
export function githubAuthorizeUrl(
  client: Pick<GithubOauthClient, "webUrl" | "clientId">,
  about: {
    readonly redirectUri: string;
    readonly state: string;
    readonly codeChallenge: string;
    readonly scopes: readonly string[];
  },
): string {
  const url = new URL(`${client.webUrl.replace(/\/$/, "")}/login/oauth/authorize`);
  url.search = new URLSearchParams({
    client_id: client.clientId,
    redirect_uri: about.redirectUri,
    state: about.state,
    code_challenge: about.codeChallenge,
    code_challenge_method: "S256",
    scope: about.scopes.join(" "),
  }).toString();
  return url.href;
}

/** Throws `unauthenticated` for a code that GitHub does not take: it was used, or is too old. */
export function exchangeGithubCode(
  client: GithubOauthClient,
  about: { readonly code: string; readonly redirectUri: string; readonly codeVerifier: string },
): Promise<GithubUserToken> {
  const { code, redirectUri, codeVerifier } = about;
  return ask(client, { code, redirect_uri: redirectUri, code_verifier: codeVerifier });
}

/** For tokens that expire. The old refresh token works no longer, whatever comes of this. */
export function refreshGithubToken(
  client: GithubOauthClient,
  refreshToken: string,
): Promise<GithubUserToken> {
  return ask(client, { grant_type: "refresh_token", refresh_token: refreshToken });
}

const answerSchema = z.union([
  z.object({ error: z.string() }),
  z.object({
    access_token: z.string().min(1),
    scope: z.string().default(""),
    expires_in: z.coerce.number().optional(),
    refresh_token: z.string().optional(),
  }),
]);

async function ask(
  { webUrl, clientId, clientSecret, allow }: GithubOauthClient,
  fields: Readonly<Record<string, string>>,
): Promise<GithubUserToken> {
  const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...fields });
  const answer = await guardedFetch(`${webUrl.replace(/\/$/, "")}/login/oauth/access_token`, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
    body: body.toString(),
    maxRedirects: 0,
    maxBytes: 100_000,
    ...(allow !== undefined && { allow }),
  });
  const parsed = answerSchema.safeParse(await answer.json());
  if (!parsed.success || answer.status >= 500) {
    throw new AppError("unavailable", "GitHub does not answer properly. Try again later.");
  }
  if ("error" in parsed.data) {
    throw new AppError("unauthenticated", "GitHub did not take the code. Connect GitHub again.", {
      cause: new Error(parsed.data.error.slice(0, 200)),
    });
  }
  const { access_token: token, scope, expires_in, refresh_token } = parsed.data;
  return {
    token,
    scopes: scope.split(/[ ,]+/).filter((one) => one !== ""),
    expiresAt: expires_in === undefined ? null : new Date(Date.now() + expires_in * 1000),
    refreshToken: refresh_token ?? null,
  };
}
