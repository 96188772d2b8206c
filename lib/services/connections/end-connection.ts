import { isAppError } from "#lib/base/index.ts";
import { sqlNull, type Tx } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { appPage } from "./hosts.ts";
import { uninstall } from "./installation.ts";
import { openAccess } from "./open-access.ts";
import { type HostedConnection, readConnection } from "./read-connection.ts";

/**
 * Ends a connection: the credential is revoked at the forge, its secrets are destroyed here, and its
 * repositories are no longer looked at. Returns what a person still has to do on the forge, or null.
 */
export async function endConnection(
  actor: UserActor,
  organizationId: string,
  connectionId: string,
): Promise<string | null> {
  await requirePermission(actor, "connection.end", organizationId);
  const connection = await readConnection(organizationId, connectionId);
  if (connection.state === "disconnected") return null;
  const left = await revokeThere(connection);
  const target = { type: "connection", id: connectionId };
  return await mutate(actor, "connection.end", target, async (tx, trail) => {
    const now = new Date();
    const { count: ended } = await tx.connection.updateMany({
      where: { id: connectionId, state: { not: "disconnected" } },
      data: {
        state: "disconnected",
        stateReason: "A person disconnected it.",
        sealedToken: sqlNull,
        sealedRefresh: sqlNull,
        tokenHint: null,
        tokenExpiresAt: null,
      },
    });
    if (ended === 0) {
      trail.unchanged();
      return null;
    }
    await tx.webhookEndpoint.deleteMany({ where: { connectionId } });
    const { count } = await tx.repository.updateMany({
      where: { connectionId, removedAt: null },
      data: { removedAt: now },
    });
    const app = await forgetApp(tx, connection);
    trail.note({ name: connection.name, repositories: count, revokedThere: left === null });
    return [left, app].filter(Boolean).join(" ") || null;
  });
}

async function revokeThere(connection: HostedConnection): Promise<string | null> {
  try {
    if (connection.method === "github_app") await uninstall(connection);
    else await (await openAccess({ ...connection, state: "active" })).revoke();
    return null;
  } catch (error) {
    // Whatever the forge says, it ends here: what the forge did not do is for a person to do there.
    if (!isAppError(error)) throw error;
    if (error.code === "unauthenticated") return null;
    log.warn({ err: error, connectionId: connection.id }, "a credential was not revoked");
    return `${error.message} Its secret is destroyed here; end it on the forge as well.`;
  }
}

/** With its last installation an App's key is destroyed. GitHub lets only its owner delete the App. */
async function forgetApp(
  tx: Tx,
  { id, organizationId, forgeApp }: HostedConnection,
): Promise<string | null> {
  if (forgeApp === null) return null;
  const others = await tx.connection.count({
    where: {
      organizationId,
      forgeAppId: forgeApp.id,
      id: { not: id },
      state: { not: "disconnected" },
    },
  });
  if (others > 0) return null;
  await tx.forgeApp.deleteMany({ where: { id: forgeApp.id, organizationId } });
  return `The App has no key here any more. Delete it on GitHub: ${appPage(forgeApp.host, forgeApp.slug)}.`;
}
