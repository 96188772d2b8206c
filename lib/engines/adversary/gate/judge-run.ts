import type { Baseline } from "../report/read-report.ts";
import type { GateCheck, Report } from "../report/schema.ts";
import {
  couldBeJudged,
  enoughRan,
  noLoss,
  noNewCritical,
  stillUseful,
  withinBudgets,
} from "./checks.ts";
import type { GatePolicy } from "./policy.ts";

type Outcome = Report["gate"]["outcome"];

/** Judges a run by its report alone, so that whoever has the report can judge it again. */
export function judgeRun(
  report: Omit<Report, "gate">,
  policy: GatePolicy,
  baseline: Baseline | null,
): Report["gate"] {
  const checks = [
    enoughRan(report, policy),
    couldBeJudged(report, policy),
    noNewCritical(report, policy),
    withinBudgets(report),
    noLoss(report, baseline),
    stillUseful(report, policy),
  ];
  return { outcome: outcomeOf(checks), checks };
}

/**
 * A confirmed critical breach fails however little ran: it was seen twice. Then a run that could not be
 * judged is called so, also where that left too little; a critical breach whose second run came to no verdict
 * is not judged either.
 */
function outcomeOf(checks: readonly GateCheck[]): Outcome {
  const outcome = (id: GateCheck["id"]) => checks.find((each) => each.id === id)?.outcome;
  if (outcome("no_new_critical") === "failed") return "failed";
  if (outcome("judged") === "failed") return "unjudged";
  if (outcome("enough_ran") === "failed") return "too_little";
  if (outcome("no_new_critical") === "not_run") return "unjudged";
  return checks.some((each) => each.outcome === "failed") ? "failed" : "passed";
}
