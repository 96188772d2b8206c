import { readAs } from "#lib/platform/db/index.ts";
import type { ForgeRepository } from "#lib/platform/forge/index.ts";
import { openAccess, readConnection } from "./open-connection.ts";

export interface ConnectionView {
  readonly id: string;
  readonly kind: "github" | "gitlab";
  readonly method: "github_app" | "github_token" | "gitlab_oauth" | "gitlab_token";
  readonly name: string;
  readonly host: string;
  readonly tokenHint: string | null;
  readonly tokenExpiresAt: Date | null;
  readonly granted: readonly string[];
  readonly state: "active" | "suspended" | "revoked";
  readonly stateReason: string | null;
  readonly checkedAt: Date | null;
  readonly repositories: number;
}

/** The connections to forges, by name; what a person ended is not among them. */
export async function listConnections(organizationId: string): Promise<readonly ConnectionView[]> {
  const rows = await readAs({ organizationId }, (db) =>
    db.connection.findMany({
      where: { organizationId, kind: { not: "local" }, state: { not: "disconnected" } },
      include: { _count: { select: { repositories: { where: { removedAt: null } } } } },
      orderBy: { name: "asc" },
    }),
  );
  return rows.map(({ _count, ...row }) => ({
    ...(row as Omit<ConnectionView, "repositories">),
    repositories: _count.repositories,
  }));
}

/** What a connection reaches, and what of it is connected already. */
export async function listReachable(
  organizationId: string,
  connectionId: string,
): Promise<readonly (ForgeRepository & { readonly connected: boolean })[]> {
  const connection = await readConnection(organizationId, connectionId);
  const [reachable, rows] = await Promise.all([
    openAccess(connection).listRepositories(),
    readAs({ organizationId }, (db) =>
      db.repository.findMany({
        where: { organizationId, connectionId, removedAt: null },
        select: { forgeId: true },
      }),
    ),
  ]);
  const connected = new Set(rows.map(({ forgeId }) => forgeId));
  return reachable.map((repository) => ({
    ...repository,
    connected: connected.has(repository.forgeId),
  }));
}
