import type { Baseline } from "../report/read-report.ts";
import type { Report } from "../report/schema.ts";

/** Why a run cannot be held against a baseline, as a sentence; null where it can. */
export function whyNotComparable(
  { suite, profile }: Pick<Report, "suite" | "profile">,
  { report }: Baseline,
): string | null {
  if (report.suite !== suite) {
    return "The baseline is of another suite. Pin a baseline of this one.";
  }
  if (report.profile !== profile) {
    return `The baseline is of the profile ${report.profile}. Pin one of ${profile}.`;
  }
  return null;
}
