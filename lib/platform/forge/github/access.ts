import { z } from "zod";
import { AppError, isAppError } from "#lib/base/index.ts";
import type { ForgeAccess, ForgeGrant, ForgeRepository } from "../forge-access.ts";
import {
  type AccountClient,
  type GithubServerOptions,
  openAccountClient,
} from "./account-client.ts";
import { repository, user } from "./schemas.ts";

/** What Etna asks of an App's installation; anything more is surplus. */
export const neededPermissions = {
  actions: "read",
  checks: "write",
  contents: "write",
  issues: "write",
  metadata: "read",
  pull_requests: "write",
  security_events: "write",
  statuses: "write",
  vulnerability_alerts: "read",
} as const satisfies Record<string, "read" | "write">;

/** Asked for, and done without: nothing is refused where it was not granted. */
export const optionalPermissions: readonly string[] = ["actions:read"];

/** What Etna asks of a person's token: GitHub has nothing smaller that may open pull requests. */
export const neededScopes: readonly string[] = ["repo"];

/** GitHub lists ten thousand at most. */
const maxPages = 100;

export type GithubCredential =
  | {
      readonly kind: "app";
      readonly token: () => Promise<string>;
      /** As the installation was answered, and the bot that acts with it. */
      readonly permissions: Readonly<Record<string, string>>;
      readonly account: { readonly id: string; readonly name: string };
    }
  | {
      readonly kind: "user";
      readonly token: () => Promise<string>;
      /** The OAuth App or GitHub App that issued the token; without it only GitHub can revoke it. */
      readonly client?: { readonly id: string; readonly secret: string };
    };

export function openGithubAccess(
  options: GithubServerOptions,
  credential: GithubCredential,
): ForgeAccess {
  const client = openAccountClient(options);
  return {
    describeGrant: () => unauthenticated(() => describeGrant(client, credential)),
    listRepositories: () => unauthenticated(() => listRepositories(client, credential)),
    revoke: () => revoke(client, credential),
  };
}

/** Here it is the credential itself that is asked about. */
async function unauthenticated<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isAppError(error, "precondition_failed") || !isGone(error)) throw error;
    throw new AppError(
      "unauthenticated",
      "GitHub no longer accepts this credential. Connect GitHub again.",
      {
        cause: error,
      },
    );
  }
}

function isGone(error: AppError): boolean {
  return error.message.startsWith("GitHub no longer accepts");
}

async function describeGrant(
  client: AccountClient,
  credential: GithubCredential,
): Promise<ForgeGrant> {
  if (credential.kind === "app") {
    const { permissions, account } = credential;
    return { account, ...comparePermissions(permissions), expiresAt: null };
  }
  const bearer = `Bearer ${await credential.token()}`;
  const { data, headers } = await client.ask(user, "GET /user", bearer);
  const account = { id: String(data.id), name: data.login };
  const expires = headers["github-authentication-token-expiration"];
  const at = expires === undefined ? null : new Date(String(expires).replace(" UTC", "Z"));
  const expiresAt = at === null || Number.isNaN(at.getTime()) ? null : at;
  const scopes = headers["x-oauth-scopes"];
  // A fine-grained token does not say what it may do: only what it is refused shows it.
  if (scopes === undefined) return { account, granted: [], missing: [], surplus: [], expiresAt };
  const granted = String(scopes)
    .split(",")
    .map((scope) => scope.trim())
    .filter((scope) => scope !== "")
    .sort();
  return {
    account,
    granted,
    missing: neededScopes.filter((scope) => !granted.includes(scope)),
    surplus: granted.filter((scope) => !neededScopes.includes(scope)),
    expiresAt,
  };
}

export function comparePermissions(permissions: Readonly<Record<string, string>>) {
  const granted = Object.entries(permissions).map(([name, level]) => `${name}:${level}`);
  const missing = Object.entries(neededPermissions).filter(
    ([name, level]) => permissions[name] !== level && permissions[name] !== "write",
  );
  const needed: Readonly<Record<string, string>> = neededPermissions;
  const surplus = Object.entries(permissions).filter(
    ([name, level]) => needed[name] === undefined || (needed[name] === "read" && level !== "read"),
  );
  const written = (entries: readonly (readonly [string, string])[]) =>
    entries.map(([name, level]) => `${name}:${level}`).sort();
  return {
    granted: granted.sort(),
    missing: written(missing).filter((name) => !optionalPermissions.includes(name)),
    surplus: written(surplus),
  };
}

async function listRepositories(
  client: AccountClient,
  { kind, token }: GithubCredential,
): Promise<readonly ForgeRepository[]> {
  const list = z.array(repository);
  const wrapped = z.object({ repositories: list }).transform(({ repositories }) => repositories);
  const found: z.infer<typeof list> = [];
  for (let page = 1; page <= maxPages; page++) {
    const bearer = `Bearer ${await token()}`;
    const { data, headers } =
      kind === "app"
        ? await client.ask(wrapped, "GET /installation/repositories", bearer, {
            per_page: 100,
            page,
          })
        : await client.ask(list, "GET /user/repos", bearer, {
            per_page: 100,
            page,
            sort: "full_name",
          });
    found.push(...data);
    if (!String(headers.link ?? "").includes('rel="next"')) break;
  }
  return found
    .map((one) => ({
      forgeId: String(one.id),
      fullName: one.full_name,
      defaultBranch: one.default_branch,
      private: one.private,
      archived: one.archived,
    }))
    .sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
}

async function revoke(client: AccountClient, credential: GithubCredential): Promise<void> {
  const token = await credential.token();
  try {
    if (credential.kind === "app") {
      await client.ask(z.unknown(), "DELETE /installation/token", `Bearer ${token}`);
      return;
    }
    if (credential.client === undefined) {
      throw new AppError(
        "precondition_failed",
        "GitHub lets no one but its owner end this token. Delete it in the settings of your account there.",
      );
    }
    const { id, secret } = credential.client;
    const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
    const route = "DELETE /applications/{client_id}/token";
    await client.ask(z.unknown(), route, basic, { client_id: id, access_token: token });
  } catch (error) {
    const isEnded =
      (isAppError(error, "precondition_failed") && isGone(error)) || isAppError(error, "not_found");
    if (!isEnded) throw error;
  }
}
