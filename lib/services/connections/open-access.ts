import { outboundAllow } from "#lib/platform/config/index.ts";
import { type ForgeAccess, openGithubAccess, openGitlabAccess } from "#lib/platform/forge/index.ts";
import { gitlabApplication } from "./applications.ts";
import { apiUrl } from "./hosts.ts";
import { readInstallation } from "./installation.ts";
import type { HostedConnection } from "./read-connection.ts";
import { tokenOf } from "./token-of.ts";

/** The credential itself, before any repository. */
export async function openAccess(connection: HostedConnection): Promise<ForgeAccess> {
  const { kind, host, method } = connection;
  const options = { baseUrl: apiUrl(kind, host), allow: outboundAllow() };
  const token = tokenOf(connection, null);
  if (method === "github_app") {
    const { account, permissions } = await readInstallation(connection);
    return openGithubAccess(options, { kind: "app", token, account, permissions });
  }
  if (kind === "github") return openGithubAccess(options, { kind: "user", token });
  const application = method === "gitlab_oauth" ? gitlabApplication(host) : null;
  return openGitlabAccess({ ...options, token, application });
}
