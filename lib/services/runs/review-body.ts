import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { findRule } from "#lib/engines/rules/index.ts";

const outcomeWords = { passed: "Passed", failed: "Failed", not_run: "Not run" } as const;

interface Reviewed {
  readonly ruleId: string;
  readonly cwe: string;
  readonly path: string;
  readonly startLine: number;
  readonly message: string;
}

/** What a reviewer reads: what is wrong, why it matters, what was checked, and how to say no. */
export function reviewBody(
  [finding, ...others]: readonly [Reviewed, ...Reviewed[]],
  checks: readonly ValidationCheck[],
): string {
  const why = findRule(finding.ruleId)?.why ?? "";
  const rows = checks.map(
    (check) => `| ${check.title} | ${check.summary} | ${outcomeWords[check.outcome]} |`,
  );
  return [
    `${finding.message}`,
    `Found at \`${finding.path}:${finding.startLine}\` by rule \`${finding.ruleId}\` (${finding.cwe}).`,
    ...(others.length === 0
      ? []
      : [
          [
            "This change also removes:",
            "",
            ...others.map((each) => `- \`${each.path}:${each.startLine}\`: ${each.message}`),
          ].join("\n"),
        ]),
    why,
    ["| Check | Measured | Result |", "|---|---|---|", ...rows].join("\n"),
    "Etna never merges. Approve or reject this fix in the console; a rejected fix does not come back.",
  ].join("\n\n");
}
