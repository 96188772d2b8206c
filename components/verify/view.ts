import type { SecondCheck } from "#lib/engines/second-opinion/index.ts";
import type { Check } from "#lib/engines/verify/index.ts";

/** A check of ours, or the second verifier's. */
export type VerifyCheck = Check | SecondCheck;

export interface CheckCounts {
  holds: number;
  fails: number;
  withheld: number;
  notRun: number;
}

export function countChecks(checks: readonly VerifyCheck[]): CheckCounts {
  const count = (outcome: VerifyCheck["outcome"]) =>
    checks.filter((check) => check.outcome === outcome).length;
  return {
    holds: count("holds"),
    fails: count("fails"),
    withheld: count("withheld"),
    notRun: count("not_run"),
  };
}

/** "12 of 12 hold", "11 hold, 1 not run", and what fails first: "1 fails, 1 not run, 10 hold". */
export function countWords(checks: readonly VerifyCheck[]): string {
  const { holds, fails, notRun } = countChecks(checks);
  if (fails === 0 && notRun === 0) return `${holds} of ${holds} hold`;
  const hold = `${holds} ${holds === 1 ? "holds" : "hold"}`;
  if (fails === 0) return `${hold}, ${notRun} not run`;
  const open = notRun > 0 ? [`${notRun} not run`] : [];
  return [`${fails} ${fails === 1 ? "fails" : "fail"}`, ...open, hold].join(", ");
}

export type VerdictKind = "valid" | "private" | "changed" | "invalid" | "voided";

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

export const verdictWords: Readonly<Record<VerdictKind, { word: string; title: string }>> = {
  valid: { word: "Verified", title: "This fix is genuine." },
  private: { word: "Verified", title: "This fix is genuine. Its code is private." },
  changed: {
    word: "Needs a person",
    title: "The approval is genuine. Something else was merged.",
  },
  invalid: { word: "Invalid", title: "Do not trust this fix." },
  voided: { word: "Voided", title: "This approval no longer holds." },
};

export const outcomeWords: Readonly<Record<VerifyCheck["outcome"], string>> = {
  holds: "Holds",
  fails: "Fails",
  withheld: "Withheld",
  not_run: "Not run",
};
