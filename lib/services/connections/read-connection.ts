import { AppError } from "#lib/base/index.ts";
import { type Connection, type ForgeApp, readAs } from "#lib/platform/db/index.ts";
import type { HostedKind } from "./hosts.ts";

/** A connection to a forge that people work on; folders of this machine have none to open. */
export type HostedConnection = Connection & {
  readonly kind: HostedKind;
  readonly host: string;
  readonly forgeApp: ForgeApp | null;
};

/** Throws `not_found` for a connection of others, and for folders of this machine. */
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

/** The address of a connection's forge. */
export async function readHost(organizationId: string, connectionId: string): Promise<string> {
  return (await readConnection(organizationId, connectionId)).host;
}

function isHosted(
  row: Connection & { readonly forgeApp: ForgeApp | null },
): row is HostedConnection {
  return row.kind !== "local" && row.host !== null;
}

/** Throws `precondition_failed`, with what to do, where a connection no longer works. */
export function requireUsable({ state, stateReason, name }: HostedConnection): void {
  if (state === "active") return;
  const why = stateReason ?? "It has ended.";
  throw new AppError(
    "precondition_failed",
    `The connection ${name} does not work. ${why} Connect it again under Settings, Connections.`,
  );
}
