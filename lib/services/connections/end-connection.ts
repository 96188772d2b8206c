import { isAppError } from "#lib/base/index.ts";
import { sqlNull } from "#lib/platform/db/index.ts";
import { mutate, requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { openAccess, readConnection } from "./open-connection.ts";

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
  const left = await revokeThere();
  const target = { type: "connection", id: connectionId };
  await mutate(actor, "connection.end", target, async (tx, trail) => {
    const now = new Date();
    await tx.connection.update({
      where: { id: connectionId },
      data: {
        state: "disconnected",
        stateReason: "A person disconnected it.",
        sealedToken: sqlNull,
        sealedRefresh: sqlNull,
        tokenExpiresAt: null,
      },
    });
    await tx.webhookEndpoint.updateMany({ where: { connectionId }, data: { revokedAt: now } });
    const { count } = await tx.repository.updateMany({
      where: { connectionId, removedAt: null },
      data: { removedAt: now },
    });
    trail.note({ name: connection.name, repositories: count, revokedThere: left === null });
  });
  return left;

  async function revokeThere(): Promise<string | null> {
    try {
      await openAccess({ ...connection, state: "active" }).revoke();
      return null;
    } catch (error) {
      // What the forge no longer takes is revoked; what it did not answer is for a person to end.
      if (!isAppError(error) || error.code === "internal") throw error;
      if (error.code === "unauthenticated" || error.code === "precondition_failed") return null;
      return `${error.message} Its secret is destroyed here; revoke it on the forge as well.`;
    }
  }
}
