import { type Severity, severities } from "#lib/base/index.ts";
import { enums, likeText, type Prisma, readAs } from "#lib/platform/db/index.ts";
import { isTask } from "./task.ts";

export type FindingState = enums.FindingState;
export const findingStates = Object.values(enums.FindingState);

export interface FindingView {
  readonly id: string;
  readonly repositoryId: string;
  readonly repository: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly cwe: string;
  readonly title: string;
  readonly message: string;
  readonly path: string;
  readonly startLine: number;
  readonly fixable: boolean;
  /** The tool that reported it, in an uploaded file or to the forge; null for a rule of Etna's own. */
  readonly detector: string | null;
  /** What a person asked for in their own words: it has no place, no weakness and no rule. */
  readonly task: boolean;
  /** A snooze that is over counts as open. */
  readonly state: FindingState;
  readonly firstSeenAt: Date;
  /** The latest run that works or worked on it, and the fix that is open for it. */
  readonly runId: string | null;
  readonly fixId: string | null;
}

export interface FindingFilter {
  readonly state?: FindingState | "all";
  readonly severity?: Severity;
  readonly repositoryId?: string;
  readonly ruleId?: string;
  /** Words of the title, the message or the path. */
  readonly search?: string;
  /** The id of the last finding of the page before. */
  readonly after?: string;
  readonly limit: number;
}

export const findingInclude = {
  repository: { select: { name: true } },
  runs: { where: { kind: "fix" }, orderBy: { createdAt: "desc" }, take: 1, select: { id: true } },
  inFixes: {
    where: { fix: { state: { in: ["proposed", "approved", "signed", "merged"] } } },
    orderBy: { fix: { proposedAt: "desc" } },
    take: 1,
    select: { fixId: true },
  },
} satisfies Prisma.FindingInclude;

/** Findings, gravest and oldest first. */
export async function listFindings(
  organizationId: string,
  filter: FindingFilter,
): Promise<readonly FindingView[]> {
  const now = new Date();
  return await readAs({ organizationId }, async (db) => {
    const last =
      filter.after === undefined
        ? undefined
        : await db.finding.findFirst({ where: { id: filter.after, organizationId } });
    if (last === null) return [];
    const rows = await db.finding.findMany({
      where: {
        organizationId,
        repository: { removedAt: null },
        joinedToId: null,
        AND: [
          stateWhere(filter.state ?? "open", now),
          filter.search === undefined ? {} : searchWhere(filter.search),
          last === undefined ? {} : afterWhere(last),
        ],
        ...(filter.severity && { severity: filter.severity }),
        ...(filter.repositoryId && { repositoryId: filter.repositoryId }),
        ...(filter.ruleId && { ruleId: filter.ruleId }),
      },
      include: findingInclude,
      orderBy: [{ severity: "asc" }, { firstSeenAt: "asc" }, { id: "asc" }],
      take: filter.limit,
    });
    return rows.map((row) => findingView(row, now));
  });
}

export interface FindingCounts {
  readonly open: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
}

/** How many findings are open, by severity. */
export async function countFindings(organizationId: string): Promise<FindingCounts> {
  return await readAs({ organizationId }, async (db) => {
    const rows = await db.finding.groupBy({
      by: ["severity"],
      where: {
        organizationId,
        repository: { removedAt: null },
        joinedToId: null,
        ...stateWhere("open", new Date()),
      },
      _count: true,
    });
    const bySeverity = { critical: 0, high: 0, medium: 0, low: 0 };
    for (const row of rows) bySeverity[row.severity] = row._count;
    return { open: Object.values(bySeverity).reduce((sum, count) => sum + count, 0), bySeverity };
  });
}

export interface FindingsWeek {
  readonly weekEnd: Date;
  readonly open: number;
  readonly fixed: number;
}

const weekMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Open findings at the end of each of the last weeks, and how many were fixed in it. Begins with
 * the week of the first finding: before it nothing was measured. Counts what `countFindings` counts.
 */
export async function findingsByWeek(
  organizationId: string,
  weeks: number,
): Promise<readonly FindingsWeek[]> {
  const now = new Date();
  // A scan sees all that is new at one moment, so there are few groups, however many findings.
  const groups = await readAs({ organizationId }, (db) =>
    db.finding.groupBy({
      by: ["firstSeenAt", "fixedAt"],
      where: {
        organizationId,
        repository: { removedAt: null },
        joinedToId: null,
        OR: [stateWhere("open", now), { state: "fixed" }],
      },
      _count: true,
    }),
  );
  const nowMs = now.getTime();
  const firstMs = Math.min(nowMs, ...groups.map((group) => group.firstSeenAt.getTime()));
  const seenBy = (ms: number) => sum(groups.filter((group) => group.firstSeenAt.getTime() <= ms));
  const fixedBy = (ms: number) =>
    sum(groups.filter((group) => group.fixedAt !== null && group.fixedAt.getTime() <= ms));
  return Array.from({ length: weeks }, (_, index) => {
    const endMs = nowMs - (weeks - 1 - index) * weekMs;
    return {
      weekEnd: new Date(endMs),
      open: seenBy(endMs) - fixedBy(endMs),
      fixed: fixedBy(endMs) - fixedBy(endMs - weekMs),
    };
  }).filter((week) => week.weekEnd.getTime() >= firstMs);
}

function sum(groups: readonly { readonly _count: number }[]): number {
  return groups.reduce((total, group) => total + group._count, 0);
}

export function stateWhere(state: FindingState | "all", now: Date): Prisma.FindingWhereInput {
  if (state === "all") return {};
  if (state === "open") {
    return { OR: [{ state: "open" }, { state: "snoozed", snoozedUntil: { lte: now } }] };
  }
  if (state === "snoozed") return { state, snoozedUntil: { gt: now } };
  return { state };
}

/** What comes after this one in the list's order, also where it is no longer in the list itself. */
function afterWhere(last: {
  readonly severity: Severity;
  readonly firstSeenAt: Date;
  readonly id: string;
}): Prisma.FindingWhereInput {
  const { severity, firstSeenAt, id } = last;
  return {
    OR: [
      { severity: { in: severities.slice(severities.indexOf(severity) + 1) } },
      { severity, firstSeenAt: { gt: firstSeenAt } },
      { severity, firstSeenAt, id: { gt: id } },
    ],
  };
}

function searchWhere(search: string): Prisma.FindingWhereInput {
  const contains = { contains: likeText(search), mode: "insensitive" } as const;
  return {
    OR: [{ title: contains }, { message: contains }, { path: contains }, { ruleId: contains }],
  };
}

export function findingView(
  row: Prisma.FindingGetPayload<{ include: typeof findingInclude }>,
  now: Date,
): FindingView {
  const awake = row.state === "snoozed" && row.snoozedUntil !== null && row.snoozedUntil <= now;
  return {
    id: row.id,
    repositoryId: row.repositoryId,
    repository: row.repository.name,
    ruleId: row.ruleId,
    severity: row.severity,
    cwe: row.cwe,
    title: row.title,
    message: row.message,
    path: row.path,
    startLine: row.startLine,
    fixable: row.fixable,
    detector: row.detector,
    task: isTask(row),
    state: awake ? "open" : row.state,
    firstSeenAt: row.firstSeenAt,
    runId: row.runs[0]?.id ?? null,
    fixId: row.inFixes[0]?.fixId ?? null,
  };
}
