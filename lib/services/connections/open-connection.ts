import { AppError } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { type Connection, type ForgeApp, readAs } from "#lib/platform/db/index.ts";
import {
  type ForgeAccess,
  openGithubAccess,
  openGitlabAccess,
} from "#lib/platform/forge/index.ts";
import { gitlabApplication } from "./applications.ts";
import { apiUrl, type HostedKind } from "./hosts.ts";
import { installationToken } from "./installation-token.ts";
import { freshGitlabToken } from "./refresh-gitlab.ts";
import { openToken } from "./secrets.ts";

/** A connection to a forge that people work on; folders of this machine have none to open. */
export type HostedConnection = Connection & {
  readonly kind: HostedKind;
  readonly host: string;
  readonly forgeApp: ForgeApp | null;
};

/** Throws `not_found` for a connection of others, and `precondition_failed` for one that ended. */
export async function readConnection(
  organizationId: string,
  connectionId: string,
): Promise<HostedConnection> {
  const row = await readAs({ organizationId }, (db) =>
    db.connection.findFirst({
      where: { id: connectionId, organizationId },
      include: { forgeApp: true },
    }),
  );
  if (row === null || !isHosted(row)) {
    throw new AppError("not_found", "There is no such connection.");
  }
  return row;
}

function isHosted(row: Connection & { readonly forgeApp: ForgeApp | null }): row is HostedConnection {
  return row.kind !== "local" && row.host !== null;
}

/** What Etna may reach besides the public internet. */
export function allowed(): readonly string[] {
  return config().ETNA_OUTBOUND_ALLOW;
}

/**
 * Gives a token that works now, for one repository where one is named. An app's is made for this
 * operation and kept nowhere; it is asked for once, however many requests the operation takes.
 */
export function tokenOf(
  connection: HostedConnection,
  repositoryForgeId: string | null,
): () => Promise<string> {
  let token: Promise<string> | undefined;
  return () => {
    token ??= makeToken(connection, repositoryForgeId);
    return token;
  };
}

async function makeToken(
  connection: HostedConnection,
  repositoryForgeId: string | null,
): Promise<string> {
  requireUsable(connection);
  const { id, organizationId, method, sealedToken } = connection;
  if (method === "github_app") return await installationToken(connection, repositoryForgeId);
  if (method === "gitlab_oauth") return await freshGitlabToken(connection);
  return await openToken(organizationId, id, "token", sealedToken);
}

/** Throws `precondition_failed`, with what to do, where a connection no longer works. */
function requireUsable({ state, stateReason, name }: HostedConnection): void {
  if (state === "active") return;
  const why = stateReason ?? "It has ended.";
  throw new AppError(
    "precondition_failed",
    `The connection ${name} does not work. ${why} Connect it again under Settings, Connections.`,
  );
}

/** The credential itself, before any repository. */
export function openAccess(connection: HostedConnection): ForgeAccess {
  const { kind, host, method } = connection;
  const options = {
    baseUrl: apiUrl(kind, host),
    token: tokenOf(connection, null),
    allow: allowed(),
  };
  if (kind === "github") {
    return openGithubAccess({ ...options, kind: method === "github_app" ? "app" : "user" });
  }
  const application = method === "gitlab_oauth" ? gitlabApplication(host) : null;
  return openGitlabAccess({ ...options, application });
}
