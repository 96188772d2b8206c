import { Projects } from "@gitbeaker/rest";
import { z } from "zod";
import { AppError, decodeUtf8 } from "#lib/base/index.ts";
import type { ForgeAccess, ForgeGrant, ForgeRepository } from "../forge-access.ts";
import type { Outgoing } from "./allowed-requests.ts";
import { read } from "./client.ts";
import { statusOf } from "./failure.ts";
import { type GitlabApplication, revokeGitlabToken, tokenInfo } from "./oauth.ts";
import type { GitlabConnection } from "./options.ts";
import { resourceOptions } from "./requester.ts";
import { type GitlabTransport, openTransport } from "./transport.ts";

export interface GitlabAccessOptions extends GitlabConnection {
  /** The application that the token was issued to; null for a personal, project or group token. */
  readonly application: GitlabApplication | null;
}

/** Everything Etna does needs this one; the others are parts of it. */
export const needed: readonly string[] = ["api"];
export const contained: readonly string[] = [
  "read_api",
  "read_user",
  "read_repository",
  "write_repository",
];

const user = z.object({ id: z.int(), username: z.string() });
const selfToken = z.object({
  scopes: z.array(z.string()),
  expires_at: z.string().nullish(),
});
const project = z.object({
  id: z.int(),
  path_with_namespace: z.string(),
  default_branch: z.string().nullish(),
  visibility: z.string().nullish(),
  archived: z.boolean().nullish(),
});

const developer = 30;
const maxPages = 500;

/** What a token for GitLab reaches, before any project is chosen. */
export function openGitlabAccess(options: GitlabAccessOptions): ForgeAccess {
  const transport = openTransport(options, checkAllowed);
  const projects = new Projects<false>(resourceOptions(options.baseUrl, transport));
  return {
    describeGrant: () => inOurWords(() => describeGrant(transport, options)),
    listRepositories: () => inOurWords(() => listRepositories(projects)),
    revoke: () => revoke(transport, options),
  };
}

/** The few requests that no project stands in. */
function checkAllowed({ method, path, body }: Outgoing): void {
  const reads = ["user", "projects", "personal_access_tokens/self"];
  const isAllowed =
    body === null &&
    (method === "GET" ? reads.includes(path) : path === reads[2] && method === "DELETE");
  if (isAllowed) return;
  throw new AppError("forbidden", `Etna does not send ${method} ${path.slice(0, 200)} to GitLab.`);
}

async function describeGrant(
  transport: GitlabTransport,
  options: GitlabAccessOptions,
): Promise<ForgeGrant> {
  const { id, username } = read(user, await json(transport, "user"));
  const { scopes, expiresAt } =
    options.application === null ? await selfInfo(transport) : await tokenInfo(options);
  const granted = [...scopes].sort();
  return {
    account: { id: String(id), name: username },
    granted,
    missing: needed.filter((scope) => !granted.includes(scope)),
    surplus: granted.filter((scope) => !needed.includes(scope) && !contained.includes(scope)),
    expiresAt,
  };
}

/** GitLab ends a token at the beginning of the day that it names, in UTC. */
async function selfInfo(transport: GitlabTransport) {
  const found = read(selfToken, await json(transport, "personal_access_tokens/self"));
  const { scopes, expires_at: day } = found;
  return { scopes, expiresAt: day === null || day === undefined ? null : new Date(day) };
}

async function listRepositories(projects: Projects<false>): Promise<readonly ForgeRepository[]> {
  const found = await projects.all({
    membership: true,
    minAccessLevel: developer,
    pagination: "keyset",
    orderBy: "id",
    sort: "asc",
    perPage: 100,
    maxPages,
  });
  return read(project.array(), found)
    .flatMap(({ id, path_with_namespace, default_branch, visibility, archived }) => {
      // Without a default branch there is nothing in it yet.
      if (default_branch === null || default_branch === undefined) return [];
      return [
        {
          forgeId: String(id),
          fullName: path_with_namespace,
          defaultBranch: default_branch,
          private: visibility !== "public",
          archived: archived === true,
        },
      ];
    })
    .sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
}

async function revoke(transport: GitlabTransport, options: GitlabAccessOptions): Promise<void> {
  const { application } = options;
  if (application !== null) {
    await revokeGitlabToken({ ...options, application }, await options.token());
    return;
  }
  try {
    await transport.send({ method: "DELETE", path: "personal_access_tokens/self" });
  } catch (error) {
    if (statusOf(error) !== 401) throw error;
  }
}

async function json(transport: GitlabTransport, path: string): Promise<unknown> {
  const { bytes } = await transport.send({ method: "GET", path });
  try {
    return JSON.parse(decodeUtf8(bytes) ?? "");
  } catch (cause) {
    throw new AppError("unavailable", "GitLab did not answer in JSON. Try again.", { cause });
  }
}

async function inOurWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (statusOf(error) !== 401) throw error;
    throw new AppError("unauthenticated", "GitLab no longer accepts this token.", { cause: error });
  }
}
