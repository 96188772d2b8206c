import { burstSize } from "../attempt/burst-size.ts";
import { prepareAttempt } from "../attempt/prepare-attempt.ts";
import type { Plan, PlannedCase } from "../results.ts";
import type { Suite } from "../seed/suite.ts";
import { requestsOf } from "./run-case.ts";

export interface CasePreview {
  readonly planned: PlannedCase;
  readonly title: string;
  /** What the agent is told first, canaries included: the run sends these very characters. */
  readonly says: string;
  readonly turns: number;
  readonly requests: number;
  /** With the second run that a critical breach has. */
  readonly mostRequests: number;
}

/** What a plan would send, in its order; nothing is sent. */
export function* previewPlan(suite: Suite, plan: Plan): Generator<CasePreview> {
  for (const planned of plan.cases) {
    const prepared = prepareAttempt(suite, plan.seed, planned);
    const { seed, turns } = prepared;
    const requests = requestsOf(prepared, burstSize(seed, planned));
    const isTwice = planned.kind === "attack" && seed.severity === "critical";
    yield {
      planned,
      title: seed.title,
      says: turns[0]?.say ?? "",
      turns: turns.length,
      requests,
      mostRequests: isTwice ? 2 * requests : requests,
    };
  }
}
