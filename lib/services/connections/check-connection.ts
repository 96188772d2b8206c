import { isAppError } from "#lib/base/index.ts";
import { type Actor, mutate, systemActor } from "#lib/services/audit/index.ts";
import { suspendedThere } from "./connect-installation.ts";
import { permissionNames, readInstallation } from "./installation.ts";
import { openAccess } from "./open-access.ts";
import { type HostedConnection, readConnection } from "./read-connection.ts";

interface Health {
  readonly state: "active" | "suspended" | "revoked";
  readonly stateReason: string | null;
  /** Null where nobody could say. */
  readonly grant: {
    readonly granted: readonly string[];
    readonly expiresAt: Date | null;
  } | null;
}

/**
 * Asks the forge what the credential may do now, and keeps the answer: what was revoked there is
 * shown as revoked here, and what was given back works again. A forge that is away changes nothing.
 */
export async function checkConnection(
  organizationId: string,
  connectionId: string,
  actor: Actor = systemActor("worker", organizationId),
): Promise<Health["state"] | "disconnected"> {
  const connection = await readConnection(organizationId, connectionId);
  if (connection.state === "disconnected") return "disconnected";
  const { state, stateReason, grant } = await healthOf(connection);
  const target = { type: "connection", id: connectionId };
  return await mutate(actor, "connection.check", target, async (tx, trail) => {
    const { count } = await tx.connection.updateMany({
      where: { id: connectionId, state: { not: "disconnected" } },
      data: {
        state,
        stateReason,
        checkedAt: new Date(),
        ...(grant !== null && { granted: [...grant.granted] }),
        // GitLab's OAuth tokens say it when they are renewed.
        ...(grant !== null &&
          connection.method !== "gitlab_oauth" && { tokenExpiresAt: grant.expiresAt }),
      },
    });
    if (count === 0 || connection.state === state) trail.underWay();
    else trail.note({ name: connection.name, from: connection.state, to: state });
    return count === 0 ? "disconnected" : state;
  });
}

async function healthOf(connection: HostedConnection): Promise<Health> {
  try {
    if (connection.method === "github_app") return await installationHealth(connection);
    // Asked as if it worked: it may have been given back.
    const access = await openAccess({ ...connection, state: "active" });
    return { state: "active", stateReason: null, grant: await access.describeGrant() };
  } catch (error) {
    if (!isAppError(error) || !isRefusal[error.code]) throw error;
    return { state: "revoked", stateReason: error.message, grant: null };
  }
}

/** What a forge says when it takes a credential no more; anything else says nothing about it. */
const isRefusal: Readonly<Record<string, boolean>> = {
  unauthenticated: true,
  precondition_failed: true,
  forbidden: true,
  not_found: true,
};

async function installationHealth(connection: HostedConnection): Promise<Health> {
  const installation = await readInstallation(connection).catch((error: unknown) => {
    if (!isAppError(error, "not_found")) throw error;
    return null;
  });
  if (installation === null) {
    const stateReason = "The App was uninstalled on GitHub.";
    return { state: "revoked", stateReason, grant: null };
  }
  const grant = { granted: permissionNames(installation), expiresAt: null };
  return installation.suspended
    ? { state: "suspended", stateReason: suspendedThere, grant }
    : { state: "active", stateReason: null, grant };
}
