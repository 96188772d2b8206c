import { type Severity, severities } from "#lib/base/index.ts";
import { type Finding, type Prisma, type Reads, readAs } from "#lib/platform/db/index.ts";
import { type DueDays, readDueDays } from "#lib/services/organizations/index.ts";
import { dueOf, firstSeenFor } from "./due.ts";
import { type FindingMatch, matchWhere } from "./find-findings.ts";
import { type FindingView, findingInclude, findingView } from "./view-finding.ts";

export const findingOrders = ["severity", "due"] as const;
export type FindingOrder = (typeof findingOrders)[number];

export interface FindingFilter extends FindingMatch {
  /** Gravest and then oldest first, or what is due first; without a deadline comes last. */
  readonly sort?: FindingOrder;
  /** The id of the last finding of the page before. */
  readonly after?: string;
  readonly limit: number;
}

type Place = Pick<Finding, "id" | "severity" | "firstSeenAt">;

/** Findings, gravest and oldest first where nothing else is asked for. */
export async function listFindings(
  organizationId: string,
  { sort = "severity", after, limit, ...match }: FindingFilter,
): Promise<readonly FindingView[]> {
  const now = new Date();
  return await readAs({ organizationId }, async (db) => {
    const days = await readDueDays(db, organizationId);
    const last =
      after === undefined
        ? undefined
        : await db.finding.findFirst({ where: { id: after, organizationId } });
    if (last === null) return [];
    const where = matchWhere(organizationId, match, days, now);
    const rows =
      sort === "due"
        ? await listByDue(db, where, { last, limit, days })
        : await db.finding.findMany({
            where: last ? { AND: [where, afterWhere(last)] } : where,
            include: findingInclude,
            orderBy: [{ severity: "asc" }, { firstSeenAt: "asc" }, { id: "asc" }],
            take: limit,
          });
    return rows.map((row) => findingView(row, days, now));
  });
}

/** What comes after this one in the list's order, also where it is no longer in the list itself. */
function afterWhere({ severity, firstSeenAt, id }: Place): Prisma.FindingWhereInput {
  return {
    OR: [
      { severity: { in: severities.slice(severities.indexOf(severity) + 1) } },
      { severity, firstSeenAt: { gt: firstSeenAt } },
      { severity, firstSeenAt, id: { gt: id } },
    ],
  };
}

interface DuePage {
  readonly last: Place | undefined;
  readonly limit: number;
  readonly days: DueDays;
}

/** Of each severity the oldest are due first, so the first of all are among the first of each. */
async function listByDue(db: Reads, where: Prisma.FindingWhereInput, page: DuePage) {
  const places: Place[] = [];
  for (const severity of severities) {
    const found = await db.finding.findMany({
      where: { AND: [where, { severity }, afterDueWhere(severity, page)] },
      select: { id: true, severity: true, firstSeenAt: true },
      orderBy: [{ firstSeenAt: "asc" }, { id: "asc" }],
      take: page.limit,
    });
    places.push(...found);
  }
  const dueMs = (place: Place) =>
    dueOf({ ...place, state: "open" }, page.days, place.firstSeenAt).dueAt?.getTime() ??
    Number.MAX_SAFE_INTEGER;
  // What is due at the same moment stays in the order of severities.
  const ids = places
    .toSorted((a, b) => dueMs(a) - dueMs(b))
    .slice(0, page.limit)
    .map(({ id }) => id);
  const rows = await db.finding.findMany({ where: { id: { in: ids } }, include: findingInclude });
  return rows.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

/** What of one severity comes after `last`. */
function afterDueWhere(severity: Severity, { last, days }: DuePage): Prisma.FindingWhereInput {
  if (last === undefined) return {};
  const rank = severities.indexOf(severity) - severities.indexOf(last.severity);
  const { dueAt } = dueOf({ ...last, state: "open" }, days, last.firstSeenAt);
  const none: Prisma.FindingWhereInput = { id: { in: [] } };
  if (rank === 0) {
    const { firstSeenAt, id } = last;
    return { OR: [{ firstSeenAt: { gt: firstSeenAt } }, { firstSeenAt, id: { gt: id } }] };
  }
  // Both, or this one, without a deadline.
  if (days[severity] === null) return dueAt !== null || rank > 0 ? {} : none;
  if (dueAt === null) return none;
  const sameDue = firstSeenFor(severity, days, dueAt) ?? dueAt;
  return { firstSeenAt: rank > 0 ? { gte: sameDue } : { gt: sameDue } };
}
