import { summarize, type ValidationCheck } from "./validation-check.ts";

export interface FindingRef {
  readonly ruleId: string;
  readonly fingerprint: string;
}

/** Fails, too, where one of them was not there before: then its absence proves nothing. */
export function checkFindingsGone(
  findings: readonly FindingRef[],
  before: readonly FindingRef[],
  after: readonly FindingRef[],
): ValidationCheck {
  const [was, is] = [countOf(before), countOf(after)];
  const gone = findings.every((each) => was.has(keyOf(each)) && !is.has(keyOf(each)));
  const sum = (counts: ReadonlyMap<string, number>) =>
    findings.reduce((total, each) => total + (counts.get(keyOf(each)) ?? 0), 0);
  const rules = [...new Set(findings.map(({ ruleId }) => ruleId))];
  return {
    id: "finding_gone",
    title: findings.length === 1 ? "Finding gone on re-scan" : "Findings gone on re-scan",
    outcome: gone && findings.length > 0 ? "passed" : "failed",
    summary: `${summarize(rules)}: ${sum(was)} → ${sum(is)}`,
  };
}

/** `scanned` says what was looked at: how many rules over how many files. */
export function checkNoNewFindings(
  before: readonly FindingRef[],
  after: readonly FindingRef[],
  scanned: { readonly rules: number; readonly files: number },
): ValidationCheck {
  const known = countOf(before);
  const fresh = after.filter((finding) => {
    const left = known.get(keyOf(finding)) ?? 0;
    known.set(keyOf(finding), left - 1);
    return left <= 0;
  });
  const rules = [...new Set(fresh.map(({ ruleId }) => ruleId))].sort();
  const looked = `${plural(scanned.rules, "rule")} on ${plural(scanned.files, "file")}`;
  return {
    id: "no_new_findings",
    title: "No new findings",
    outcome: fresh.length === 0 ? "passed" : "failed",
    summary: `${looked}, ${fresh.length} new${fresh.length > 0 ? `: ${summarize(rules)}` : ""}`,
  };
}

function keyOf({ ruleId, fingerprint }: FindingRef): string {
  return `${ruleId}\0${fingerprint}`;
}

function countOf(findings: readonly FindingRef[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  }
  return counts;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
