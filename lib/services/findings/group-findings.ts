import { type Severity, severities } from "#lib/base/index.ts";
import { findRule } from "#lib/engines/rules/index.ts";
import { type Finding, type Prisma, type Reads, readAs } from "#lib/platform/db/index.ts";
import { readDueDays } from "#lib/services/organizations/index.ts";
import { type FindingMatch, matchWhere } from "./find-findings.ts";
import { isTask } from "./task.ts";

export const findingGroupings = ["rule", "repository", "severity"] as const;
export type FindingGrouping = (typeof findingGroupings)[number];

export interface FindingGroup {
  /** The id of the rule or of the repository, or the severity. */
  readonly key: string;
  readonly title: string;
  /** The scanner whose rule it is; null for Etna's own, and for what is no rule. */
  readonly detector: string | null;
  /** The gravest in it. */
  readonly severity: Severity;
  readonly count: number;
  readonly overdue: number;
  /** Those that a rule can repair and that have no fix yet. */
  readonly fixable: number;
}

type Row = Pick<Finding, "ruleId" | "detector" | "repositoryId" | "severity"> & { _count: number };

/** What matches, counted by rule, repository or severity: the gravest first, then the most. */
export async function groupFindings(
  organizationId: string,
  match: FindingMatch,
  by: FindingGrouping,
): Promise<readonly FindingGroup[]> {
  const now = new Date();
  return await readAs({ organizationId }, async (db) => {
    const days = await readDueDays(db, organizationId);
    const rows = async (more: FindingMatch) => {
      const where = matchWhere(organizationId, match, days, now);
      const also = matchWhere(organizationId, { state: "all", ...more }, days, now);
      return await countRows(db, { AND: [where, also] });
    };
    const all = Map.groupBy(await rows({}), (row) => keyOf(row, by));
    const overdue = Map.groupBy(await rows({ overdue: true }), (row) => keyOf(row, by));
    const fixable = Map.groupBy(await rows({ fix: "rule" }), (row) => keyOf(row, by));
    const names = await namesOf(db, organizationId, by);
    return [...all]
      .flatMap(([key, group]): FindingGroup[] => {
        const [first] = group;
        if (first === undefined) return [];
        const id = { rule: first.ruleId, repository: first.repositoryId, severity: first.severity };
        return [
          {
            key: id[by],
            title: titleOf(first, by, names),
            detector: by === "rule" ? first.detector : null,
            severity:
              severities.find((each) => group.some((row) => row.severity === each)) ?? "low",
            count: sum(group),
            overdue: sum(overdue.get(key)),
            fixable: sum(fixable.get(key)),
          },
        ];
      })
      .sort((a, b) => rank(a) - rank(b) || b.count - a.count || (a.key < b.key ? -1 : 1));
  });
}

async function countRows(db: Reads, where: Prisma.FindingWhereInput): Promise<readonly Row[]> {
  const by = ["ruleId", "detector", "repositoryId", "severity"] as const;
  const rows = await db.finding.groupBy({ by: [...by], where, _count: true });
  return rows;
}

/** Two scanners may have a rule of the same name. */
function keyOf(row: Row, by: FindingGrouping): string {
  if (by === "rule") return `${row.detector ?? ""}\n${row.ruleId}`;
  return by === "repository" ? row.repositoryId : row.severity;
}

async function namesOf(
  db: Reads,
  organizationId: string,
  by: FindingGrouping,
): Promise<ReadonlyMap<string, string>> {
  if (by !== "repository") return new Map();
  const rows = await db.repository.findMany({
    where: { organizationId },
    select: { id: true, name: true },
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function titleOf(row: Row, by: FindingGrouping, names: ReadonlyMap<string, string>): string {
  if (by === "repository") return names.get(row.repositoryId) ?? row.repositoryId;
  if (by === "severity") return row.severity.charAt(0).toUpperCase() + row.severity.slice(1);
  if (isTask(row)) return "Asked for by a person";
  return (row.detector === null ? findRule(row.ruleId)?.title : undefined) ?? row.ruleId;
}

function sum(rows: readonly Row[] = []): number {
  return rows.reduce((total, row) => total + row._count, 0);
}

function rank({ severity }: FindingGroup): number {
  return severities.indexOf(severity);
}

/** The ids of rules that found something in the organization, each once. */
export async function listFoundRules(organizationId: string): Promise<readonly string[]> {
  return await readAs({ organizationId }, async (db) => {
    const rows = await db.finding.groupBy({
      by: ["ruleId"],
      where: { organizationId, repository: { removedAt: null }, joinedToId: null },
      orderBy: { ruleId: "asc" },
      take: 500,
    });
    return rows.map(({ ruleId }) => ruleId);
  });
}
