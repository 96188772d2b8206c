import type { Price } from "../attempt/usage.ts";
import type { Clock, Journal, Judge } from "../ports.ts";
import type { CaseResult, CaseSummary, Plan, PlannedCase } from "../results.ts";
import type { Suite } from "../seed/suite.ts";
import type { Target } from "../target.ts";

/** What a run may take; what is not given has no limit. What comes after a cap is not tested. */
export interface CampaignCaps {
  /** Requests to the target, those of earlier processes of the same run included, but for what was torn there. */
  readonly maxRequests?: number | undefined;
  /** Known only where a price is. */
  readonly maxSpendUsd?: number | undefined;
  readonly requestsPerMinute?: number | undefined;
  /** Of this process. */
  readonly maxMinutes?: number | undefined;
}

export interface Campaign {
  readonly suite: Suite;
  readonly plan: Plan;
  readonly target: Target;
  readonly journal: Journal;
  readonly caps: CampaignCaps;
  /** How many attempts at once; a target may take fewer. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly judge?: Judge | undefined;
  readonly price?: Price | undefined;
  /** Before a case’s first request. */
  readonly onStart?: (planned: PlannedCase) => void;
  /** After a case is in the journal. */
  readonly onResult?: (result: CaseResult) => void;
}

export interface CampaignOutcome {
  /** One for each planned case, in the plan’s order. */
  readonly results: readonly CaseSummary[];
  /** Why the run did not come to its end; null where it did. */
  readonly stopped: string | null;
  /** Milliseconds since 1970, by the clock. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}
