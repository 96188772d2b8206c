import type { Severity } from "#lib/base/index.ts";
import type { AlertFacts } from "./alert-facts.ts";
import { boundedLine, textMembers } from "./members.ts";
import { findSarifRule, type RuleIndex } from "./rule-index.ts";
import type { SarifResult, SarifRun } from "./schemas.ts";
import { type Place, placeOf } from "./uri.ts";
import { marksSecret, severityOf, weaknessOf } from "./weakness.ts";
import { messageOf, titleOf } from "./words.ts";

/** One result as its tool reported it, before anyone looked at the repository. */
export interface Reported {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly cwe: string;
  readonly title: string;
  readonly message: string;
  readonly place: Place;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** False where the tool names lines and no columns. */
  readonly hasColumns: boolean;
  readonly marksSecret: boolean;
  /** What the tool itself knows this fault by; empty where it says nothing. */
  readonly toolPrint: string;
  /** The fingerprint that `etna scan` gave it. */
  readonly etnaPrint: string | null;
  /** Only where a forge told it, and no file. */
  readonly alert?: AlertFacts;
}

/** Null for a result that names no file that could be in the repository. */
export function readResult(
  run: SarifRun,
  result: SarifResult,
  rules: RuleIndex,
  tool: string,
): Reported | null {
  const physical = result.locations?.[0]?.physicalLocation;
  const location = physical?.artifactLocation;
  const listed =
    location?.uri === undefined ? run.artifacts?.[location?.index ?? -1]?.location : location;
  const place = listed?.uri === undefined ? null : placeOf(listed, run.originalUriBaseIds);
  if (place === null) return null;
  const rule = findSarifRule(rules, result);
  const ruleId = boundedLine(result.ruleId ?? result.rule?.id ?? rule?.id ?? "", 200) || "unnamed";
  const message = messageOf(result, rule, run.tool.driver.globalMessageStrings);
  const cwe = weaknessOf(result, rule, tool);
  const { startLine, startColumn, endLine, endColumn } = physical?.region ?? {};
  const first = wholeNumber(startLine, 1);
  const last = Math.max(first, wholeNumber(endLine, first));
  const from = wholeNumber(startColumn, 1);
  const partial = textMembers(result.partialFingerprints);
  return {
    ruleId,
    severity: severityOf(result, rule),
    cwe,
    title: titleOf(rule, message, ruleId),
    message,
    place,
    startLine: first,
    startColumn: from,
    endLine: last,
    endColumn: wholeNumber(endColumn, from),
    hasColumns: startColumn !== undefined && endColumn !== undefined,
    marksSecret: marksSecret(cwe, rule, tool),
    toolPrint: toolPrint(textMembers(result.fingerprints), partial),
    etnaPrint: partial.get("etna/v1") ?? null,
  };
}

/** CodeQL's line hash alone, as its other one counts columns; else all that the tool gives. */
function toolPrint(
  whole: ReadonlyMap<string, string>,
  partial: ReadonlyMap<string, string>,
): string {
  const line = partial.get("primaryLocationLineHash");
  if (line !== undefined) return line;
  const prints = whole.size > 0 ? whole : partial;
  return prints.size === 0 ? "" : JSON.stringify([...prints].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function wholeNumber(value: number | undefined, otherwise: number): number {
  return Math.min(10_000_000, Math.max(1, Math.trunc(value ?? otherwise)));
}
