import { isAppError } from "#lib/base/index.ts";
import type { ForgeGrant } from "#lib/platform/forge/index.ts";
import { type Actor, mutate, systemActor } from "#lib/services/audit/index.ts";
import { openAccess, readConnection } from "./open-connection.ts";

/**
 * Asks the forge what the credential may do now, and keeps the answer: what was revoked there is
 * shown as revoked here. Null where it no longer works. A forge that is away changes nothing.
 */
export async function checkConnection(
  organizationId: string,
  connectionId: string,
  actor: Actor = systemActor("worker", organizationId),
): Promise<ForgeGrant | null> {
  const connection = await readConnection(organizationId, connectionId);
  if (connection.state === "disconnected") return null;
  // Asked as if it worked: it may have been given back.
  const access = openAccess({ ...connection, state: "active" });
  let grant: ForgeGrant | null = null;
  let refusal: string | null = null;
  try {
    grant = await access.describeGrant();
  } catch (error) {
    if (!isAppError(error) || error.code === "unavailable" || error.code === "internal") throw error;
    refusal = error.message;
  }
  const state = refusal === null ? "active" : "revoked";
  const target = { type: "connection", id: connectionId };
  await mutate(actor, "connection.check", target, async (tx, trail) => {
    await tx.connection.update({
      where: { id: connectionId },
      data: {
        state,
        stateReason: refusal,
        checkedAt: new Date(),
        ...(grant !== null && { granted: [...grant.granted], tokenExpiresAt: grant.expiresAt }),
      },
    });
    if (connection.state === state) return trail.underWay();
    trail.note({ from: connection.state, to: state });
  });
  return grant;
}
