import { type enums, type Prisma, readAs } from "#lib/platform/db/index.ts";

export interface RepositoryView {
  readonly id: string;
  readonly name: string;
  /** A folder's path, or the forge's address and its own id of the repository. */
  readonly location: string;
  readonly forge: "local" | "github" | "gitlab";
  /** Base address of the forge; null for a folder. */
  readonly host: string | null;
  readonly connectionId: string;
  readonly state: "active" | "read_only" | "unreachable";
  /** One sentence: why it is not active. */
  readonly stateReason: string | null;
  readonly defaultBranch: string;
  readonly sample: boolean;
  readonly openFindings: number;
  readonly openFixes: number;
  readonly scannedAt: Date | null;
  readonly scannedCommit: string | null;
  readonly createdAt: Date;
  /** How many fixes may wait at a time, as its own configuration had it at the last scan. */
  readonly openFixBudget: number | null;
  readonly alerts: AlertsView;
}

/** How far Etna is with what the forge's own scanners report. */
export interface AlertsView {
  readonly underWay: boolean;
  readonly readAt: Date | null;
  /** One sentence: what could not be read; null where all was. */
  readonly note: string | null;
}

const include = {
  connection: { select: { kind: true, host: true } },
  _count: {
    select: {
      findings: { where: { state: "open", joinedToId: null } },
      fixes: { where: { state: { in: ["proposed", "approved"] } } },
    },
  },
} satisfies Prisma.RepositoryInclude;

/** The connected repositories by name: all of them, or a page after the one with the id `after`. */
export async function listRepositories(
  organizationId: string,
  page: { readonly after?: string; readonly limit?: number } = {},
): Promise<readonly RepositoryView[]> {
  return await readAs({ organizationId }, async (db) => {
    const last =
      page.after === undefined
        ? undefined
        : await db.repository.findFirst({ where: { id: page.after, organizationId } });
    if (last === null) return [];
    const rows = await db.repository.findMany({
      where: { organizationId, removedAt: null, ...(last && { name: { gt: last.name } }) },
      include,
      orderBy: { name: "asc" },
      ...(page.limit !== undefined && { take: page.limit }),
    });
    return rows.map(view);
  });
}

export async function getRepository(
  organizationId: string,
  repositoryId: string,
): Promise<RepositoryView | null> {
  return await readAs({ organizationId }, async (db) => {
    const row = await db.repository.findFirst({
      where: { id: repositoryId, organizationId, removedAt: null },
      include,
    });
    return row === null ? null : view(row);
  });
}

interface Row
  extends Omit<RepositoryView, "openFindings" | "openFixes" | "forge" | "host" | "alerts"> {
  readonly connection: { readonly kind: RepositoryView["forge"]; readonly host: string | null };
  readonly alertsState: enums.AlertsState;
  readonly alertsReadAt: Date | null;
  readonly alertsNote: string | null;
  readonly _count: { readonly findings: number; readonly fixes: number };
}

function view(row: Row): RepositoryView {
  const { id, name, location, defaultBranch, sample, scannedAt, scannedCommit, createdAt } = row;
  const { connectionId, state, stateReason } = row;
  const { kind: forge, host } = row.connection;
  const { findings, fixes } = row._count;
  return {
    id,
    name,
    location,
    forge,
    host,
    connectionId,
    state,
    stateReason,
    defaultBranch,
    sample,
    openFindings: findings,
    openFixes: fixes,
    scannedAt,
    scannedCommit,
    createdAt,
    openFixBudget: row.openFixBudget,
    alerts: {
      underWay: row.alertsState !== "idle",
      readAt: row.alertsReadAt,
      note: row.alertsNote,
    },
  };
}
