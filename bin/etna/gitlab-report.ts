import type { Severity } from "#lib/base/index.ts";
import type { Finding } from "#lib/engines/rules/index.ts";
import { visible } from "./visible.ts";

const severities: Readonly<Record<Severity, "blocker" | "critical" | "major" | "minor">> = {
  critical: "blocker",
  high: "critical",
  medium: "major",
  low: "minor",
};

/** GitLab's code quality report, which a merge request compares with its target's. */
export function gitlabReport(
  findings: readonly Finding[],
  repositoryPath: (path: string) => string,
) {
  return findings.map(({ ruleId, fingerprint, severity, message, path, startLine, endLine }) => ({
    description: visible(message),
    check_name: ruleId,
    fingerprint,
    severity: severities[severity],
    location: { path: repositoryPath(path), lines: { begin: startLine, end: endLine } },
  }));
}
