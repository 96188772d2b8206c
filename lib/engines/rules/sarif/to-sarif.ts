import type { Severity } from "#lib/base/index.ts";
import { findRule } from "../list.ts";
import type { Finding, IgnoredFinding, RuleText, ScanReport } from "../rule.ts";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
};

/** GitHub's code scanning sorts by this number: 9 and above is critical, 7 high, 4 medium. */
const scores: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

/** Under which name Etna's findings go out, and by which they are known when they come back. */
export const toolName = "Agent Etna";

/** A SARIF log of the report (OASIS SARIF 2.1.0); ignored findings are suppressed results. */
export function toSarif(report: Pick<ScanReport, "findings" | "ignored" | "skipped" | "ruleIds">) {
  const rules = report.ruleIds.flatMap((id) => findRule(id) ?? []);
  const order = new Map(rules.map((rule, at) => [rule.id, at] as const));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: toolName, rules: rules.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { ROOT: { description: { text: "The scanned folder." } } },
        results: [
          ...report.findings.map((finding) => result(finding, order)),
          ...report.ignored.map((finding) => ({
            ...result(finding, order),
            suppressions: [suppression(finding)],
          })),
        ],
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: report.skipped.map((skip) => ({
              level: "note",
              message: { text: `Skipped: ${skip.reason}.` },
              locations: [{ physicalLocation: { artifactLocation: artifact(skip.path) } }],
            })),
          },
        ],
      },
    ],
  };
}

function descriptor(rule: RuleText) {
  return {
    id: rule.id,
    name: rule.title,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: {
      text: `${rule.why}\n\nNot seen: ${rule.notSeen}`,
      markdown: `${rule.why}\n\n**Not seen:** ${rule.notSeen}`,
    },
    defaultConfiguration: { level: levels[rule.severity] },
    properties: {
      "security-severity": scores[rule.severity],
      tags: ["security", `external/cwe/${rule.cwe.toLowerCase()}`],
    },
  };
}

function result(finding: Finding, order: ReadonlyMap<string, number>) {
  return {
    ruleId: finding.ruleId,
    ruleIndex: order.get(finding.ruleId) ?? -1,
    level: levels[finding.severity],
    message: { text: finding.message },
    partialFingerprints: { "etna/v1": finding.fingerprint },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(finding.path),
          region: {
            startLine: finding.startLine,
            startColumn: finding.startColumn,
            endLine: finding.endLine,
            endColumn: finding.endColumn,
          },
        },
      },
    ],
    properties: { fixable: finding.fixable },
  };
}

function suppression(finding: IgnoredFinding) {
  return { kind: "inSource", status: "accepted", justification: finding.ignoreReason };
}

function artifact(path: string) {
  return { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "ROOT" };
}
