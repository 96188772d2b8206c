import { createAppAuth } from "@octokit/auth-app";
import { z } from "zod";
import { AppError, isAppError } from "#lib/base/index.ts";
import { neededPermissions } from "./access.ts";
import { type GithubServerOptions, openAccountClient } from "./account-client.ts";
import { githubFailure } from "./failure.ts";

/** The App as GitHub hands it out, once. Everything but id, slug and page is a secret. */
export interface GithubAppSecrets {
  readonly appId: string;
  readonly slug: string;
  readonly htmlUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookSecret: string;
  readonly privateKey: string;
}

/**
 * The manifest that a person hands to GitHub by a form, as the field `manifest`
 * (docs.github.com, "Registering a GitHub App from a manifest"). It asks for what Etna needs.
 */
export function githubAppManifest(about: {
  readonly name: string;
  readonly url: string;
  readonly webhookUrl: string;
  /** Where GitHub sends the person back with the code. */
  readonly redirectUrl: string;
  /** Where it sends whoever has installed the App. */
  readonly setupUrl: string;
  readonly callbackUrls: readonly string[];
}): object {
  return {
    name: about.name,
    url: about.url,
    hook_attributes: { url: about.webhookUrl, active: true },
    redirect_url: about.redirectUrl,
    callback_urls: [...about.callbackUrls],
    setup_url: about.setupUrl,
    setup_on_update: true,
    public: false,
    default_permissions: neededPermissions,
    default_events: [
      ...[
        "check_run",
        "code_scanning_alert",
        "dependabot_alert",
        "issue_comment",
        "pull_request",
        "pull_request_review",
      ],
      ...["pull_request_review_comment", "push", "repository", "status", "workflow_run"],
    ],
  };
}

const secretsSchema = z.object({
  id: z.number(),
  slug: z.string(),
  html_url: z.string(),
  client_id: z.string(),
  client_secret: z.string(),
  webhook_secret: z.string(),
  pem: z.string(),
});

/** Throws `not_found` for a code that was used, or is older than an hour. */
export async function convertGithubManifest(
  options: GithubServerOptions,
  code: string,
): Promise<GithubAppSecrets> {
  if (!/^[A-Za-z0-9]{1,100}$/.test(code)) {
    throw new AppError("invalid_input", "This is not a code of GitHub's.");
  }
  const { ask } = openAccountClient(options);
  const { data } = await ask(secretsSchema, "POST /app-manifests/{code}/conversions", null, {
    code,
  });
  return {
    appId: String(data.id),
    slug: data.slug,
    htmlUrl: data.html_url,
    clientId: data.client_id,
    clientSecret: data.client_secret,
    webhookSecret: data.webhook_secret,
    privateKey: data.pem,
  };
}

export interface GithubAppKey {
  readonly appId: string;
  /** PEM, as GitHub hands it out. */
  readonly privateKey: string;
}

export interface GithubInstallation {
  readonly installationId: string;
  readonly account: { readonly id: string; readonly name: string };
  readonly permissions: Readonly<Record<string, string>>;
  readonly allRepositories: boolean;
  readonly suspended: boolean;
}

const installationSchema = z.object({
  id: z.number(),
  account: z.object({ id: z.number(), login: z.string() }),
  permissions: z.record(z.string(), z.string()),
  repository_selection: z.string(),
  suspended_at: z.string().nullish(),
});

/** Throws `not_found` where the App is no longer installed there. */
export async function readGithubInstallation(
  options: GithubServerOptions,
  key: GithubAppKey,
  installationId: string,
): Promise<GithubInstallation> {
  const client = openAccountClient(options);
  const auth = appAuth(client, key);
  const { token } = await auth({ type: "app" });
  const route = "GET /app/installations/{installation_id}";
  const installation_id = checkedId(installationId);
  const { data } = await client.ask(installationSchema, route, `Bearer ${token}`, {
    installation_id,
  });
  return {
    installationId: String(data.id),
    account: { id: String(data.account.id), name: data.account.login },
    permissions: data.permissions,
    allRepositories: data.repository_selection === "all",
    suspended: data.suspended_at !== null && data.suspended_at !== undefined,
  };
}

/** Takes the App away from the account that it is installed on. Where it is gone, a no-op. */
export async function deleteGithubInstallation(
  options: GithubServerOptions,
  key: GithubAppKey,
  installationId: string,
): Promise<void> {
  const client = openAccountClient(options);
  const { token } = await appAuth(client, key)({ type: "app" });
  const route = "DELETE /app/installations/{installation_id}";
  const installation_id = checkedId(installationId);
  try {
    await client.ask(z.unknown(), route, `Bearer ${token}`, { installation_id });
  } catch (error) {
    if (!isAppError(error, "not_found")) throw error;
  }
}

/**
 * Tokens of one installation, for one repository and the permissions that Etna needs, or for all its
 * repositories where none is named. Each lives an hour at most; one is asked for when none is left
 * that will do for five minutes more.
 */
export function githubInstallationTokens(
  options: GithubServerOptions,
  key: GithubAppKey,
  about: {
    readonly installationId: string;
    readonly repositoryId?: string;
    readonly permissions?: Readonly<Record<string, "read" | "write">>;
  },
): () => Promise<string> {
  const client = openAccountClient(options);
  const auth = appAuth(client, key);
  let kept: { readonly token: string; readonly expiresAt: number } | undefined;
  const narrowed = {
    installationId: checkedId(about.installationId),
    permissions: { ...(about.permissions ?? neededPermissions) },
    ...(about.repositoryId !== undefined && { repositoryIds: [checkedId(about.repositoryId)] }),
  };
  return async () => {
    if (kept !== undefined && kept.expiresAt - Date.now() > 300_000) return kept.token;
    try {
      const made = await auth({ type: "installation", ...narrowed, refresh: true });
      kept = { token: made.token, expiresAt: Date.parse(made.expiresAt) };
      return made.token;
    } catch (error) {
      throw githubFailure(error, "this installation of Etna's GitHub App");
    }
  };
}

function appAuth(
  client: ReturnType<typeof openAccountClient>,
  { appId, privateKey }: GithubAppKey,
) {
  return createAppAuth({ appId: checkedId(appId), privateKey, request: client.octokit.request });
}

function checkedId(text: string): number {
  const id = Number(text);
  if (/^\d{1,15}$/.test(text) && Number.isSafeInteger(id)) return id;
  throw new AppError("invalid_input", `${JSON.stringify(text)} is not an id of GitHub's.`);
}
