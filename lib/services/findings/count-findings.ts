import type { Severity } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { readDueDays } from "#lib/services/organizations/index.ts";
import { type FindingMatch, matchWhere } from "./find-findings.ts";

type BySeverity = Readonly<Record<Severity, number>>;

export interface FindingCounts {
  readonly open: number;
  readonly bySeverity: BySeverity;
  /** Of the open ones, those whose clock has run out. */
  readonly overdue: BySeverity;
}

/** How many findings are open, by severity. */
export async function countFindings(organizationId: string): Promise<FindingCounts> {
  const now = new Date();
  return await readAs({ organizationId }, async (db) => {
    const days = await readDueDays(db, organizationId);
    const count = async (match: FindingMatch) => {
      const where = matchWhere(organizationId, match, days, now);
      const rows = await db.finding.groupBy({ by: ["severity"], where, _count: true });
      const counted = { critical: 0, high: 0, medium: 0, low: 0 };
      for (const row of rows) counted[row.severity] = row._count;
      return counted;
    };
    const bySeverity = await count({});
    const overdue = await count({ overdue: true });
    const open = Object.values(bySeverity).reduce((sum, each) => sum + each, 0);
    return { open, bySeverity, overdue };
  });
}

/** How many findings match. */
export async function countMatching(organizationId: string, match: FindingMatch): Promise<number> {
  return await readAs({ organizationId }, async (db) => {
    const days = await readDueDays(db, organizationId);
    const where = matchWhere(organizationId, match, days, new Date());
    return await db.finding.count({ where });
  });
}

export interface TimeToFix {
  readonly fixed: number;
  /** From first seen to fixed, the middle one of all; null where none was. */
  readonly medianMs: number | null;
}

const dayMs = 24 * 60 * 60 * 1000;

/** How long what was fixed in the last `days` days had been there. */
export async function timeToFix(organizationId: string, days: number): Promise<TimeToFix> {
  const since = new Date(Date.now() - days * dayMs);
  // A scan sees all that is new, and all that is gone, at one moment: there are few groups.
  const groups = await readAs({ organizationId }, (db) =>
    db.finding.groupBy({
      by: ["firstSeenAt", "fixedAt"],
      where: {
        organizationId,
        repository: { removedAt: null },
        joinedToId: null,
        state: "fixed",
        fixedAt: { gte: since },
      },
      _count: true,
    }),
  );
  const took = groups
    .flatMap(({ firstSeenAt, fixedAt, _count }) =>
      fixedAt === null ? [] : [{ ms: fixedAt.getTime() - firstSeenAt.getTime(), count: _count }],
    )
    .sort((a, b) => a.ms - b.ms);
  const fixed = took.reduce((sum, { count }) => sum + count, 0);
  let passed = 0;
  for (const { ms, count } of took) {
    passed += count;
    if (passed * 2 >= fixed) return { fixed, medianMs: ms };
  }
  return { fixed, medianMs: null };
}
