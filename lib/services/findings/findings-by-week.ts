import { readAs } from "#lib/platform/db/index.ts";
import { readDueDays } from "#lib/services/organizations/index.ts";
import { type FindingMatch, matchWhere, stateWhere } from "./find-findings.ts";

export interface FindingsWeek {
  readonly weekEnd: Date;
  readonly open: number;
  readonly fixed: number;
}

const weekMs = 7 * 24 * 60 * 60 * 1000;

/** What a trend can be told of: nothing that a finding is only at this moment. */
export type TrendMatch = Pick<FindingMatch, "repositoryId" | "ruleId" | "ruleFamily" | "severity">;

/**
 * Open findings at the end of each of the last weeks, and how many were fixed in it. Begins with
 * the week of the first finding: before it nothing was measured. Counts what `countFindings` counts.
 */
export async function findingsByWeek(
  organizationId: string,
  weeks: number,
  match: TrendMatch = {},
): Promise<readonly FindingsWeek[]> {
  const now = new Date();
  // A scan sees all that is new at one moment, so there are few groups, however many findings.
  const groups = await readAs({ organizationId }, async (db) => {
    const days = await readDueDays(db, organizationId);
    const where = matchWhere(organizationId, { ...match, state: "all" }, days, now);
    const counted = { OR: [stateWhere("open", now), { state: "fixed" as const }] };
    return await db.finding.groupBy({
      by: ["firstSeenAt", "fixedAt"],
      where: { AND: [where, counted] },
      _count: true,
    });
  });
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
