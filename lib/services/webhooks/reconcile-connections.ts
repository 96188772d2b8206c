import { listOrganizationIds, readAs } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { checkConnection } from "#lib/services/connections/index.ts";
import { lookForStaleAlerts } from "#lib/services/findings/index.ts";
import { refreshRepositories } from "#lib/services/repositories/index.ts";

const everyMs = 60 * 60 * 1000;

/**
 * Looks at every connection that nobody has looked at for an hour, and at its repositories: what a
 * forge did not report, or reported in vain, is found here. One that fails holds up no other.
 */
export async function reconcileConnections(): Promise<void> {
  for (const organizationId of await listOrganizationIds()) {
    const rows = await readAs({ organizationId }, (db) =>
      db.connection.findMany({
        where: {
          organizationId,
          kind: { not: "local" },
          state: { not: "disconnected" },
          OR: [{ checkedAt: null }, { checkedAt: { lt: new Date(Date.now() - everyMs) } }],
        },
        select: { id: true },
      }),
    );
    for (const { id } of rows) {
      try {
        const state = await checkConnection(organizationId, id);
        if (state !== "active") continue;
        await refreshRepositories(organizationId, id);
        await lookForStaleAlerts(organizationId, id);
      } catch (error) {
        log.warn(
          { err: error, connectionId: id },
          "a connection could not be looked at; the next sweep tries again",
        );
      }
    }
  }
}
