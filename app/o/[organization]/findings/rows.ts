import { dueText } from "#components/findings/due-text.ts";
import type { FindingRow } from "#components/findings/findings-list.tsx";
import type { GroupRow } from "#components/findings/groups-list.tsx";
import type {
  FindingGroup,
  FindingMatch,
  FindingView,
  findingGroupings,
} from "#lib/services/findings/index.ts";
import { isFixedByRule } from "#lib/services/runs/index.ts";

/** The clock in words; undefined where none runs. */
export function dueClock(finding: Pick<FindingView, "dueAt" | "overdue" | "state">, nowMs: number) {
  if (finding.dueAt === null || finding.state === "fixed") return undefined;
  const at = finding.dueAt.toISOString();
  return { at, overdue: finding.overdue, text: dueText(at, nowMs) };
}

export function findingRow(base: string, finding: FindingView, nowMs: number): FindingRow {
  return {
    id: finding.id,
    href: `${base}/findings/${finding.id}`,
    title: finding.title,
    severity: finding.severity,
    state: finding.state,
    repository: finding.repository,
    place: finding.task ? undefined : `${finding.path}:${finding.startLine}`,
    weakness: finding.cwe || undefined,
    detector: finding.task ? undefined : (finding.detector ?? undefined),
    rule: finding.ruleId,
    fixable: finding.fixable,
    hasFix: finding.fixId !== null,
    firstSeenAt: finding.firstSeenAt.toISOString(),
    due: dueClock(finding, nowMs),
  };
}

const parameters = { rule: "rule", repository: "repository", severity: "severity" } as const;

export function groupRow(
  group: FindingGroup,
  by: (typeof findingGroupings)[number],
  at: {
    readonly match: FindingMatch;
    /** The address of the list with these parameters. */
    readonly address: (changes: Readonly<Record<string, string>>) => string;
    readonly mayFix: boolean;
  },
): GroupRow {
  const { repositoryId } = at.match;
  const own = by === "rule" && group.detector === null && isFixedByRule(group.key);
  return {
    key: `${group.detector ?? ""} ${group.key}`,
    href: at.address({ group: "", [parameters[by]]: group.key }),
    title: group.title,
    id: by === "rule" && group.title !== group.key ? group.key : undefined,
    detector: group.detector ?? undefined,
    severity: group.severity,
    count: group.count,
    overdue: group.overdue,
    fixable: group.fixable,
    fixAll:
      own && group.fixable > 0 && at.mayFix
        ? { ruleId: group.key, ...(repositoryId && { repositoryId }) }
        : undefined,
  };
}
