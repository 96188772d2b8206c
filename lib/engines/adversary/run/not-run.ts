import { AppError } from "#lib/base/index.ts";
import type { CaseResult, CaseSummary, PlannedCase } from "../results.ts";
import type { Suite } from "../seed/suite.ts";

/** What a whole run keeps in memory of a result. */
export function summaryOf(result: CaseSummary | CaseResult): CaseSummary {
  if (!("transcript" in result)) return result;
  const { transcript: _, ...summary } = result;
  return summary;
}

/** A case that nothing was sent for. */
export function notRun(suite: Suite, planned: PlannedCase, reason: string): CaseSummary {
  const seed = suite.seeds.get(planned.seedId);
  if (seed === undefined) {
    throw new AppError(
      "invalid_input",
      `The suite has no seed ${planned.seedId}. Make a new plan.`,
    );
  }
  return {
    ...planned,
    category: seed.category,
    severity: seed.severity,
    verdict: "not_tested",
    reason,
    evidence: [],
    needsReview: null,
    confirmed: null,
    requests: 0,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: null,
    wallClockMs: 0,
  };
}
