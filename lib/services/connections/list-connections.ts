import { readAs } from "#lib/platform/db/index.ts";
import { type ForgeRepository, type WeighedGrant, weighGrant } from "#lib/platform/forge/index.ts";
import { appPage } from "./hosts.ts";
import { openAccess } from "./open-access.ts";
import { readConnection } from "./read-connection.ts";

export interface ConnectionView {
  readonly id: string;
  readonly kind: "github" | "gitlab";
  readonly method: "github_app" | "github_token" | "gitlab_oauth" | "gitlab_token";
  readonly name: string;
  readonly host: string;
  readonly tokenHint: string | null;
  readonly tokenExpiresAt: Date | null;
  readonly grant: WeighedGrant;
  /** Where its permissions are changed on the forge; null where that depends on how it was made. */
  readonly manageUrl: string | null;
  readonly state: "active" | "suspended" | "revoked";
  readonly stateReason: string | null;
  readonly checkedAt: Date | null;
  readonly repositories: number;
  /** When the forge last reported something; null where it has never, or is not asked to. */
  readonly heardAt: Date | null;
  /** Whether the forge knows where to report to. */
  readonly reports: boolean;
}

/** The connections to forges, by name; what a person ended is not among them. */
export async function listConnections(organizationId: string): Promise<readonly ConnectionView[]> {
  const endpoints = { where: { revokedAt: null }, select: { lastHeardAt: true } } as const;
  const rows = await readAs({ organizationId }, (db) =>
    db.connection.findMany({
      where: { organizationId, kind: { not: "local" }, state: { not: "disconnected" } },
      include: {
        endpoints,
        forgeApp: { select: { slug: true, endpoints } },
        _count: { select: { repositories: { where: { removedAt: null } } } },
      },
      orderBy: { name: "asc" },
    }),
  );
  return rows.map(({ _count, endpoints, forgeApp, granted, ...row }) => {
    // Of what is not local, a host and one of the four methods are always there.
    const known = row as Pick<ConnectionView, "kind" | "method" | "host" | "state">;
    const heard = [...endpoints, ...(forgeApp?.endpoints ?? [])];
    const times = heard.flatMap(({ lastHeardAt }) => lastHeardAt ?? []);
    return {
      id: row.id,
      name: row.name,
      ...known,
      tokenHint: row.tokenHint,
      tokenExpiresAt: row.tokenExpiresAt,
      grant: weighGrant(known.kind === "gitlab" ? "gitlab" : githubKind(known.method), granted),
      manageUrl:
        forgeApp === null ? null : `${appPage(known.host, forgeApp.slug)}/installations/new`,
      stateReason: row.stateReason,
      checkedAt: row.checkedAt,
      repositories: _count.repositories,
      reports: heard.length > 0,
      heardAt: times.sort((a, b) => b.getTime() - a.getTime())[0] ?? null,
    };
  });
}

function githubKind(method: ConnectionView["method"]) {
  return method === "github_app" ? "github_app" : "github_token";
}

export interface WaitingApp {
  readonly id: string;
  readonly name: string;
  readonly installUrl: string;
}

/** Apps that were made and are installed nowhere yet. */
export async function listWaitingApps(organizationId: string): Promise<readonly WaitingApp[]> {
  const rows = await readAs({ organizationId }, (db) =>
    db.forgeApp.findMany({
      where: { organizationId, connections: { none: { state: { not: "disconnected" } } } },
      orderBy: { createdAt: "asc" },
    }),
  );
  return rows.map(({ id, name, host, slug }) => {
    return { id, name, installUrl: `${appPage(host, slug)}/installations/new` };
  });
}

/** What a connection reaches, and what of it is connected already. */
export async function listReachable(
  organizationId: string,
  connectionId: string,
): Promise<readonly (ForgeRepository & { readonly connected: boolean })[]> {
  const connection = await readConnection(organizationId, connectionId);
  const [reachable, rows] = await Promise.all([
    openAccess(connection).then((access) => access.listRepositories()),
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
