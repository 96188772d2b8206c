import { AppError } from "#lib/base/index.ts";
import { outboundAllow } from "#lib/platform/config/index.ts";
import {
  type Forge,
  grantedPermissions,
  openGithubForge,
  openGitlabForge,
} from "#lib/platform/forge/index.ts";
import { apiUrl, publicHost } from "./hosts.ts";
import { readConnection, requireUsable } from "./read-connection.ts";
import { tokenOf } from "./token-of.ts";

/** Opens a repository by its connection. Throws `precondition_failed` where that no longer works. */
export async function openHostedForge(
  organizationId: string,
  repository: {
    readonly connectionId: string;
    readonly forgeId: string | null;
    /** "owner/name", as the forge calls it. */
    readonly name: string;
  },
): Promise<Forge> {
  const connection = await readConnection(organizationId, repository.connectionId);
  requireUsable(connection);
  const { kind, host, method, forgeApp, granted } = connection;
  const { forgeId } = repository;
  if (forgeId === null) throw new AppError("internal", "A hosted repository has no id.");
  const token = tokenOf(connection, forgeId);
  const options = { baseUrl: apiUrl(kind, host), token, allow: outboundAllow() };
  if (kind === "gitlab") return await openGitlabForge({ ...options, projectId: Number(forgeId) });
  const [owner = "", name = ""] = repository.name.split("/");
  const isApp = method === "github_app";
  return await openGithubForge({
    ...options,
    owner,
    name,
    kind: isApp ? "app" : "user",
    permissions: isApp ? grantedPermissions(granted) : null,
    // GitHub asks for a second between writes; a server of one's own has no such limit unless it says so.
    ...(host !== publicHost.github && { writePauseMs: 0 }),
    ...(forgeApp !== null && isApp && { appId: Number(forgeApp.appId) }),
  });
}
