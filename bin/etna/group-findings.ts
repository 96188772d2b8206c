import { severities } from "#lib/base/index.ts";
import type { Finding } from "#lib/engines/rules/index.ts";

export const groupings = ["file", "rule", "severity"] as const;
export type Grouping = (typeof groupings)[number];

/** Findings under the headings that a person asked for, the gravest first in each. */
export function groupFindings(
  findings: readonly Finding[],
  grouping: Grouping,
): readonly (readonly [string, readonly Finding[]])[] {
  const groups = Map.groupBy(findings, (finding) => keyOf(finding, grouping));
  const sorted = [...groups].map(([key, own]) => [key, own.toSorted(byGravity)] as const);
  return sorted.sort(([a, ownA], [b, ownB]) => {
    const [firstA, firstB] = [ownA[0], ownB[0]];
    const isByFile = grouping === "file" || firstA === undefined || firstB === undefined;
    return (isByFile ? 0 : rank(firstA) - rank(firstB)) || (a < b ? -1 : 1);
  });
}

function keyOf({ path, ruleId, severity }: Finding, grouping: Grouping): string {
  switch (grouping) {
    case "file":
      return path;
    case "rule":
      return ruleId;
    case "severity":
      return severity;
  }
}

export function byGravity(a: Finding, b: Finding): number {
  const graver = rank(a) - rank(b);
  if (graver !== 0) return graver;
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.startLine - b.startLine || a.startColumn - b.startColumn;
}

function rank({ severity }: Finding): number {
  return severities.indexOf(severity);
}
