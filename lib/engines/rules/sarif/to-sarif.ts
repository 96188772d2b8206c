import type { Severity } from "#lib/base/index.ts";
import { findRule } from "../list.ts";
import type { Finding, IgnoredFinding, RuleText, ScanProblem, ScanReport } from "../rule.ts";
import type { FixedFile } from "./proven-fixes.ts";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
};

/** What GitHub calls the gravity of a problem, which it filters by. */
const problems: Readonly<Record<Severity, "error" | "warning" | "recommendation">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "recommendation",
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

export interface SarifOptions {
  /** What `provenFixes` found, by fingerprint. */
  readonly fixes?: ReadonlyMap<string, readonly FixedFile[]> | undefined;
  /** Where an Etna is reached: its pages explain the rules. Without it, CWE's own pages do. */
  readonly rulesUrl?: string | undefined;
}

type Order = ReadonlyMap<string, number>;

/** A SARIF log of the report (OASIS SARIF 2.1.0); ignored findings are suppressed results. */
export function toSarif(
  report: Pick<ScanReport, "findings" | "ignored" | "skipped" | "ruleIds"> &
    Partial<Pick<ScanReport, "customRules" | "problems">>,
  { fixes, rulesUrl }: SarifOptions = {},
) {
  const ours = report.ruleIds.flatMap((id) => findRule(id) ?? []);
  const rules = [...ours, ...(report.customRules ?? [])];
  const order: Order = new Map(rules.map((rule, at) => [rule.id, at] as const));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: toolName, rules: rules.map((rule) => descriptor(rule, rulesUrl)) },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { ROOT: { description: { text: "The scanned folder." } } },
        results: [
          ...report.findings.map((finding) => {
            const files = fixes?.get(finding.fingerprint);
            return { ...result(finding, order), ...(files && { fixes: [fix(finding, files)] }) };
          }),
          ...report.ignored.map((finding) => ({
            ...result(finding, order),
            suppressions: [suppression(finding)],
          })),
        ],
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              ...report.skipped.map((skip) => ({
                level: "note",
                message: { text: `Skipped: ${skip.reason}.` },
                locations: [{ physicalLocation: { artifactLocation: artifact(skip.path) } }],
              })),
              ...(report.problems ?? []).map(problemNotice),
            ],
          },
        ],
      },
    ],
  };
}

function problemNotice({ path, line, ruleId, message }: ScanProblem) {
  return {
    level: "warning",
    message: { text: message },
    ...(ruleId !== undefined && { associatedRule: { id: ruleId } }),
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(path),
          ...(line !== undefined && { region: { startLine: line } }),
        },
      },
    ],
  };
}

function descriptor(rule: RuleText, rulesUrl: string | undefined) {
  const languages = rule.languages.filter((each) => each !== "other");
  return {
    id: rule.id,
    name: rule.title,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    helpUri: helpUri(rule, rulesUrl),
    help: {
      text: `${rule.why}\n\nNot seen: ${rule.notSeen}`,
      markdown: `${rule.why}\n\n**Not seen:** ${rule.notSeen}`,
    },
    defaultConfiguration: {
      level: levels[rule.severity],
      rank: Number(scores[rule.severity]) * 10,
    },
    properties: {
      "security-severity": scores[rule.severity],
      "problem.severity": problems[rule.severity],
      precision: rule.offByDefault === undefined ? "high" : "medium",
      tags: ["security", `external/cwe/${rule.cwe.toLowerCase()}`, ...languages],
    },
  };
}

function helpUri(rule: RuleText, rulesUrl: string | undefined): string {
  // A rule of the repository's own has no page.
  const isOurs = findRule(rule.id) !== undefined;
  const page =
    rulesUrl === undefined || !isOurs ? null : URL.parse(`/docs/rules/${rule.id}`, rulesUrl);
  return page?.href ?? `https://cwe.mitre.org/data/definitions/${rule.cwe.slice(4)}.html`;
}

function result(finding: Finding, order: Order) {
  const at = order.get(finding.ruleId);
  return {
    ruleId: finding.ruleId,
    ...(at === undefined ? {} : { ruleIndex: at }),
    level: levels[finding.severity],
    rank: Number(scores[finding.severity]) * 10,
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

function fix({ ruleId }: Finding, files: readonly FixedFile[]) {
  return {
    description: { text: findRule(ruleId)?.fixTitle ?? "Repair the fault" },
    artifactChanges: files.map(({ path, replacements }) => ({
      artifactLocation: artifact(path),
      replacements,
    })),
  };
}

function suppression(finding: IgnoredFinding) {
  return { kind: "inSource", status: "accepted", justification: finding.ignoreReason };
}

function artifact(path: string) {
  return { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "ROOT" };
}
