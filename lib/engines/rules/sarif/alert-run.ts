import type { Severity, VulnerableDependency } from "#lib/base/index.ts";
import { type AlertFacts, forgeCategory } from "./alert-facts.ts";
import { bounded, boundedLine } from "./members.ts";
import type { Reported } from "./read-result.ts";
import type { ReportedRun } from "./read-sarif.ts";
import { toolName } from "./to-sarif.ts";
import { fitPath } from "./uri.ts";
import { marksSecret } from "./weakness.ts";
import { maxMessageChars, maxRuleTextChars, maxTitleChars } from "./words.ts";

/** An alert as a forge tells it: a stranger's words, of any length. */
export interface TellingAlert extends AlertFacts {
  readonly id: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly cwe: string | null;
  readonly title: string;
  readonly message: string;
  readonly explanation: string | null;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * The alerts of one tool as the run that a SARIF file of it would hold, so that both are placed and
 * kept alike. Null for a tool that is Etna: what it uploaded is no stranger's.
 */
export function alertRun(
  analysis: { readonly tool: string; readonly source: string; readonly complete: boolean },
  alerts: readonly TellingAlert[],
): ReportedRun | null {
  const tool = boundedLine(analysis.tool, 100) || "Unnamed scanner";
  if (tool.toLowerCase() === toolName.toLowerCase()) return null;
  const results = alerts.flatMap((alert) => reportOf(alert, tool) ?? []);
  const explained = alerts.map((alert) => {
    const text = bounded(alert.explanation ?? "", maxRuleTextChars);
    return [ruleIdOf(alert), text] as const;
  });
  return {
    tool,
    category: forgeCategory + analysis.source,
    complete: analysis.complete,
    commit: null,
    results,
    ruleTexts: new Map(explained.filter(([, text]) => text !== "")),
    suppressed: 0,
    withoutPlace: alerts.length - results.length,
  };
}

/** Null for a path that no file of a repository has. */
function reportOf(alert: TellingAlert, tool: string): Reported | null {
  const path = fitPath(alert.path);
  if (path === null) return null;
  const ruleId = ruleIdOf(alert);
  const cwe = /^CWE-[1-9]\d{0,4}$/.test(alert.cwe ?? "") ? (alert.cwe ?? "") : "";
  const title = boundedLine(alert.title, maxTitleChars) || ruleId;
  const startLine = lineNumber(alert.startLine);
  return {
    ruleId,
    severity: alert.severity,
    cwe,
    title,
    message: bounded(alert.message, maxMessageChars) || title,
    place: { kind: "relative", path },
    startLine,
    startColumn: 1,
    endLine: Math.max(startLine, lineNumber(alert.endLine)),
    endColumn: 1,
    hasColumns: false,
    marksSecret: marksSecret(cwe, undefined, tool),
    // The forge follows an alert when its lines move, and knows it by this.
    toolPrint: boundedLine(alert.id, 200),
    etnaPrint: null,
    alert: {
      url: /^https?:\/\/[^\s<>"]{1,1000}$/.test(alert.url ?? "") ? alert.url : null,
      dismissal: alert.dismissal === null ? null : boundedLine(alert.dismissal, 400),
      dependency: alert.dependency && dependencyOf(alert.dependency, path),
    },
  };
}

function dependencyOf(told: VulnerableDependency, path: string): VulnerableDependency {
  return {
    package: boundedLine(told.package, 214),
    ecosystem: lineOrNull(told.ecosystem, 50),
    manifestPath: path,
    vulnerableRange: lineOrNull(told.vulnerableRange, 200),
    installed: lineOrNull(told.installed, 100),
    fixedIn: lineOrNull(told.fixedIn, 100),
    ghsa: matching(told.ghsa, /^GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}$/),
    cve: matching(told.cve, /^CVE-\d{4}-\d{4,19}$/),
  };
}

function ruleIdOf({ ruleId }: TellingAlert): string {
  return boundedLine(ruleId, 200) || "unnamed";
}

function lineNumber(value: number): number {
  return Number.isFinite(value) ? Math.min(10_000_000, Math.max(1, Math.trunc(value))) : 1;
}

function lineOrNull(text: string | null, maxChars: number): string | null {
  return boundedLine(text ?? "", maxChars) || null;
}

function matching(text: string | null, form: RegExp): string | null {
  return text !== null && form.test(text) ? text : null;
}
