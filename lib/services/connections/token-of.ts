import { AppError } from "#lib/base/index.ts";
import { installationTokens } from "./installation.ts";
import { type HostedConnection, requireUsable } from "./read-connection.ts";
import { freshGitlabToken, type HeldToken, isDue } from "./refresh-gitlab.ts";
import { openToken } from "./secrets.ts";

/**
 * Gives a token that works now, for one repository where one is named. It is made or opened once for
 * an operation, however many requests that takes, and again when it is about to end.
 */
export function tokenOf(
  connection: HostedConnection,
  repositoryForgeId: string | null,
): () => Promise<string> {
  if (connection.method === "github_app") return appToken(connection, repositoryForgeId);
  let held: Promise<HeldToken> | undefined;
  return async () => {
    if (held !== undefined && isDue((await held).expiresAt)) held = undefined;
    held ??= openHeld(connection).catch((error: unknown) => {
      held = undefined;
      throw error;
    });
    return (await held).token;
  };
}

function appToken(connection: HostedConnection, repositoryId: string | null) {
  let tokens: Promise<() => Promise<string>> | undefined;
  return async () => {
    requireUsable(connection);
    tokens ??= installationTokens(connection, repositoryId);
    return await (await tokens)();
  };
}

async function openHeld(connection: HostedConnection): Promise<HeldToken> {
  requireUsable(connection);
  const { id, organizationId, method, sealedToken } = connection;
  if (method === "gitlab_oauth") return await freshGitlabToken(connection);
  if (sealedToken === null) {
    throw new AppError("precondition_failed", "This connection has ended. Connect it again.");
  }
  // A pasted token cannot be renewed: when it ends is for the forge to say.
  const token = await openToken(organizationId, id, "token", sealedToken);
  return { token, expiresAt: null };
}
