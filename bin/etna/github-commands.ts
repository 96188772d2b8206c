import type { Severity } from "#lib/base/index.ts";
import type { Finding } from "#lib/engines/rules/index.ts";
import { findingLine } from "./finding-text.ts";
import { byGravity } from "./group-findings.ts";
import { type FullReport, type RuleLookup, ruleLookup } from "./report-rules.ts";
import { count } from "./terminal.ts";
import { visible } from "./visible.ts";

/** How many annotations of one type GitHub takes of one step. */
const maxOfType = 10;

const types: Readonly<Record<Severity, "error" | "warning" | "notice">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "notice",
};

/**
 * Findings as workflow commands of GitHub Actions, which draws them beside the code of a pull request.
 * Where there are more of a type than it takes, the last one says how many, and they follow as text.
 */
export function githubCommands(
  report: Pick<FullReport, "findings" | "customRules" | "problems">,
  repositoryPath: (path: string) => string,
): string {
  const { findings, problems = [] } = report;
  const ruleOf = ruleLookup(report);
  const lines: string[] = [];
  const byType = Map.groupBy(findings.toSorted(byGravity), ({ severity }) => types[severity]);
  for (const [type, own] of byType) {
    const drawn = own.length <= maxOfType ? own : own.slice(0, maxOfType - 1);
    for (const finding of drawn) {
      lines.push(annotation(type, finding, repositoryPath(finding.path), ruleOf));
    }
    const rest = own.slice(drawn.length);
    if (rest.length === 0) continue;
    const words = `${count(rest.length, "more finding")} of this gravity: GitHub draws ${maxOfType} of a step. All are in its log.`;
    lines.push(command(type, [["title", "Etna"]], words), ...rest.map(plainLine));
  }
  for (const { path, message } of problems) {
    lines.push(plain(`Problem: ${visible(path)}: ${visible(message)}`));
  }
  if (findings.length === 0) lines.push("No findings.");
  return `${lines.join("\n")}\n`;
}

function annotation(type: string, finding: Finding, file: string, ruleOf: RuleLookup): string {
  const { ruleId, startLine, endLine, startColumn, endColumn, title, message, fixable } = finding;
  // GitHub draws columns only within one line.
  const columns: readonly (readonly [string, string])[] =
    startLine === endLine
      ? [
          ["col", `${startColumn}`],
          ["endColumn", `${endColumn}`],
        ]
      : [];
  const properties = [
    ["file", file],
    ["line", `${startLine}`],
    ["endLine", `${endLine}`],
    ...columns,
    ["title", `${visible(title)} (${ruleId})`],
  ] as const;
  const fix = fixable ? ruleOf(ruleId)?.fixTitle : undefined;
  const words = [visible(message), ...(fix === undefined ? [] : [`Fix: ${visible(fix)}`])];
  return command(type, properties, words.join("\n"));
}

/** The runner's own escapes: `escapeData` and `escapeProperty` of @actions/core. */
export function command(
  name: string,
  properties: readonly (readonly [string, string])[],
  message: string,
): string {
  const given = properties.map(([key, value]) => `${key}=${escapeProperty(value)}`).join(",");
  return `::${name} ${given}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function plainLine(finding: Finding): string {
  return plain(findingLine(finding));
}

/** No command, whatever the code says: neither of today's form nor of the one before it. */
function plain(line: string): string {
  return `- ${line.replaceAll("##[", "## [")}`;
}
