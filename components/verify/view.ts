import type { SecondCheck } from "#lib/engines/second-opinion/index.ts";
import type { Check, GateOutcome } from "#lib/engines/verify/index.ts";

/** A check of ours, or the second verifier's. */
export type VerifyCheck = Check | SecondCheck;

export interface CheckCounts {
  holds: number;
  fails: number;
  withheld: number;
  absent: number;
  notRun: number;
}

export function countChecks(checks: readonly VerifyCheck[]): CheckCounts {
  const count = (outcome: VerifyCheck["outcome"]) =>
    checks.filter((check) => check.outcome === outcome).length;
  return {
    holds: count("holds"),
    fails: count("fails"),
    withheld: count("withheld"),
    absent: count("absent"),
    notRun: count("not_run"),
  };
}

/** "13 of 13 hold", "11 hold, 1 absent, 1 not run", and what fails first: "1 fails, 1 not run, 11 hold". */
export function countWords(checks: readonly VerifyCheck[]): string {
  const { holds, fails, absent, notRun } = countChecks(checks);
  const open = [
    ...(absent > 0 ? [`${absent} absent`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
  ];
  if (fails === 0 && open.length === 0) return `${holds} of ${holds} hold`;
  const hold = `${holds} ${holds === 1 ? "holds" : "hold"}`;
  if (fails === 0) return [hold, ...open].join(", ");
  return [`${fails} ${fails === 1 ? "fails" : "fail"}`, ...open, hold].join(", ");
}

export type ReportVerdictKind =
  | "report_passed"
  | "report_failed"
  | "report_open"
  | "report_invalid";
export type VerdictKind =
  | "valid"
  | "private"
  | "changed"
  | "invalid"
  | "voided"
  | ReportVerdictKind;

/**
 * What the checks amount to. A withheld patch is genuine and private. Where all that fails is that
 * something else was merged, the approval is genuine and a person must look. `voided` is the caller's.
 */
export function verdictKind(verification: {
  readonly ok: boolean;
  readonly checks: readonly VerifyCheck[];
}): VerdictKind {
  if (!verification.ok) {
    const failed = verification.checks.filter((check) => check.outcome === "fails");
    const isOther = failed.length > 0 && failed.every((check) => check.id === "merged");
    return isOther ? "changed" : "invalid";
  }
  return verification.checks.some((check) => check.outcome === "withheld") ? "private" : "valid";
}

/** Whether checks are those of a signed report. */
export function isOfReport(checks: readonly VerifyCheck[]): boolean {
  return checks.some(({ id }) => id === "report_bytes");
}

/** A genuine signature under a report whose gate did not pass is no pass. */
export function reportVerdictKind({
  ok,
  reportStatement,
}: {
  readonly ok: boolean;
  readonly reportStatement?: { readonly predicate: { readonly gate: GateOutcome } } | undefined;
}): ReportVerdictKind {
  if (!ok || reportStatement === undefined) return "report_invalid";
  const { gate } = reportStatement.predicate;
  if (gate === "passed" || gate === "failed") return `report_${gate}`;
  return "report_open";
}

export const verdictWords: Readonly<Record<VerdictKind, { word: string; title: string }>> = {
  valid: { word: "Verified", title: "This fix is genuine." },
  private: { word: "Verified", title: "This fix is genuine. Its code is private." },
  changed: {
    word: "Needs a person",
    title: "The approval is genuine. Something else was merged.",
  },
  invalid: { word: "Invalid", title: "Do not trust this fix." },
  voided: { word: "Voided", title: "This approval no longer holds." },
  report_passed: { word: "Verified", title: "This report is the one that was signed." },
  report_failed: {
    word: "Verified, and its gate failed",
    title: "This report is the one that was signed.",
  },
  report_open: {
    word: "Verified, and its gate gave no answer",
    title: "This report is the one that was signed.",
  },
  report_invalid: { word: "Invalid", title: "Do not trust this report." },
};

export const outcomeWords: Readonly<Record<VerifyCheck["outcome"], string>> = {
  holds: "Holds",
  fails: "Fails",
  withheld: "Withheld",
  absent: "Absent",
  not_run: "Not run",
};
