import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import { guardedFetch } from "#lib/platform/http/index.ts";
import { read } from "./client.ts";
import { addressOf, type GitlabConnection } from "./options.ts";

/** An application as it is registered at GitLab. */
export interface GitlabApplication {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

export interface GitlabApplicationOptions
  extends Pick<GitlabConnection, "baseUrl" | "allow" | "timeoutMs"> {
  readonly application: GitlabApplication;
}

export interface GitlabTokens {
  readonly accessToken: string;
  /** Works once: the answer to it holds the next. */
  readonly refreshToken: string;
  readonly expiresAt: Date;
  readonly scopes: readonly string[];
}

const tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
  scope: z.string(),
});
const info = z.object({ scope: z.array(z.string()), expires_in: z.number().nullish() });

/** Where a person agrees (RFC 6749 §4.1.1, with PKCE, RFC 7636). `challenge` is S256. */
export function gitlabAuthorizeUrl(
  { baseUrl, application }: GitlabApplicationOptions,
  asked: { readonly state: string; readonly challenge: string; readonly scopes: readonly string[] },
): string {
  const url = new URL(`${addressOf(baseUrl)}/oauth/authorize`);
  url.search = new URLSearchParams({
    client_id: application.id,
    redirect_uri: application.redirectUri,
    response_type: "code",
    state: asked.state,
    scope: asked.scopes.join(" "),
    code_challenge: asked.challenge,
    code_challenge_method: "S256",
  }).toString();
  return url.href;
}

/** Throws `precondition_failed` for a code that does not work, or not any more. */
export function exchangeGitlabCode(
  options: GitlabApplicationOptions,
  code: string,
  verifier: string,
): Promise<GitlabTokens> {
  return ask(options, {
    grant_type: "authorization_code",
    code,
    code_verifier: verifier,
    redirect_uri: options.application.redirectUri,
  });
}

/**
 * Ends the old pair and gives a new one: keep it before anything else is done. Never repeated, for a
 * refresh token works once. Throws `precondition_failed` where a person has to connect anew.
 */
export function refreshGitlabTokens(
  options: GitlabApplicationOptions,
  refreshToken: string,
): Promise<GitlabTokens> {
  return ask(options, {
    grant_type: "refresh_token",
    refresh_token: refreshToken,
    redirect_uri: options.application.redirectUri,
  });
}

/** An access or a refresh token; one that is gone already is a no-op (RFC 7009 §2.2). */
export async function revokeGitlabToken(
  options: GitlabApplicationOptions,
  token: string,
): Promise<void> {
  const { status } = await post(options, "revoke", { token });
  if (status >= 300) throw refused(status);
}

/** What an OAuth token may do, by GitLab itself. */
export async function tokenInfo(
  options: GitlabConnection,
): Promise<{ readonly scopes: readonly string[]; readonly expiresAt: Date | null }> {
  const answer = await guardedFetch(`${addressOf(options.baseUrl)}/oauth/token/info`, {
    ...limitsOf(options),
    headers: { authorization: `Bearer ${await options.token()}` },
  });
  if (answer.status === 401) {
    answer.discard();
    throw new AppError("unauthenticated", "GitLab no longer accepts this token.");
  }
  const { scope, expires_in: seconds } = read(info, await answer.json());
  const expiresAt =
    seconds === null || seconds === undefined ? null : new Date(Date.now() + seconds * 1000);
  return { scopes: scope, expiresAt };
}

async function ask(
  options: GitlabApplicationOptions,
  form: Readonly<Record<string, string>>,
): Promise<GitlabTokens> {
  const { status, body } = await post(options, "token", form);
  if (status !== 200) throw refused(status);
  const { access_token, refresh_token, expires_in, scope } = read(tokens, body);
  return {
    accessToken: access_token,
    refreshToken: refresh_token,
    expiresAt: new Date(Date.now() + expires_in * 1000),
    scopes: scope.split(" "),
  };
}

async function post(
  options: GitlabApplicationOptions,
  path: "token" | "revoke",
  form: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { application } = options;
  const client = { client_id: application.id, client_secret: application.secret };
  const answer = await guardedFetch(`${addressOf(options.baseUrl)}/oauth/${path}`, {
    ...limitsOf(options),
    method: "POST",
    // Codes and secrets go to the address that was given, and nowhere else.
    maxRedirects: 0,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...client, ...form }).toString(),
  });
  const { status } = answer;
  if (status < 300) return { status, body: await answer.json() };
  answer.discard();
  return { status, body: null };
}

function limitsOf({ allow, timeoutMs = 30_000 }: Pick<GitlabConnection, "allow" | "timeoutMs">) {
  return { timeoutMs, maxBytes: 64 * 1024, ...(allow !== undefined && { allow }) };
}

function refused(status: number): AppError {
  if (status >= 500 || status === 429) {
    return new AppError("unavailable", "GitLab does not answer properly. Try again later.");
  }
  return status === 401
    ? new AppError("precondition_failed", "GitLab does not know Etna's application, or its secret.")
    : new AppError("precondition_failed", "GitLab did not grant this. Connect GitLab again.");
}
