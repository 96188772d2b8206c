import { AppError } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { type Actor, requirePermission } from "#lib/services/audit/index.ts";
import { listReachable, readHost } from "#lib/services/connections/index.ts";
import { type ConnectedRepository, recordRepository } from "./record-repository.ts";
import { archived } from "./refresh-repositories.ts";

/**
 * Connects repositories that a connection reaches, by the forge's own ids. Throws `not_found` where
 * it does not reach one of them, before any is connected. Again gives the same repositories.
 */
export async function connectHostedRepositories(
  actor: Actor,
  organizationId: string,
  connectionId: string,
  forgeIds: readonly string[],
): Promise<readonly ConnectedRepository[]> {
  await requirePermission(actor, "repository.connect", organizationId);
  const host = await readHost(organizationId, connectionId);
  const reachable = await listReachable(organizationId, connectionId);
  const chosen = reachable.filter(({ forgeId }) => forgeIds.includes(forgeId));
  if (chosen.length < new Set(forgeIds).size) {
    throw new AppError(
      "not_found",
      "The connection does not reach one of these any more. Reload the page.",
    );
  }
  const connected: ConnectedRepository[] = [];
  for (const { forgeId, fullName, defaultBranch, archived: isArchived } of chosen) {
    connected.push(
      await recordRepository(actor, organizationId, {
        name: fullName,
        location: `${host} ${forgeId}`,
        defaultBranch,
        sample: false,
        forgeId,
        ...(isArchived ? archived : { state: "active", stateReason: null }),
        connection: (tx) => requireConnection(tx, organizationId, connectionId),
      }),
    );
  }
  return connected;
}

/** It may have been ended while the forge was asked. */
async function requireConnection(
  tx: Tx,
  organizationId: string,
  connectionId: string,
): Promise<string> {
  const state = { not: "disconnected" } as const;
  const count = await tx.connection.count({ where: { id: connectionId, organizationId, state } });
  if (count === 0) throw new AppError("not_found", "The connection has ended. Reload the page.");
  return connectionId;
}
