import type { Severity } from "#lib/base/index.ts";
import type { Prisma } from "#lib/platform/db/index.ts";
import type { DueDays } from "#lib/services/organizations/index.ts";
import { type DueView, dueOf } from "./due.ts";
import type { FindingState } from "./find-findings.ts";
import { isTask } from "./task.ts";

export interface FindingView extends DueView {
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

export function findingView(
  row: Prisma.FindingGetPayload<{ include: typeof findingInclude }>,
  days: DueDays,
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
    ...dueOf(row, days, now),
    runId: row.runs[0]?.id ?? null,
    fixId: row.inFixes[0]?.fixId ?? null,
  };
}
