import { burstSize } from "../attempt/burst-size.ts";
import { type PreparedAttempt, prepareAttempt } from "../attempt/prepare-attempt.ts";
import { runAttempt } from "../attempt/run-attempt.ts";
import type { CaseResult, CaseSummary, PlannedCase } from "../results.ts";
import type { Suite } from "../seed/suite.ts";
import type { Budget } from "./budget.ts";
import type { Campaign } from "./campaign.ts";
import { cappedTarget } from "./capped-target.ts";

/** A case that was run, or the sentence that says why it could not begin. */
export type CaseEnd =
  | { readonly kind: "ran"; readonly result: CaseResult }
  /** Of this case alone. */
  | { readonly kind: "left_out"; readonly reason: string }
  /** Of all that come after it. */
  | { readonly kind: "capped"; readonly reason: string };

export interface CaseJob {
  readonly planned: PlannedCase;
  /** The second run of a critical breach. */
  readonly again: boolean;
  /** When the budget has room for it, before its first request. */
  readonly begin?: () => Promise<void>;
}

/** Runs a case within the budget. Rejects where the signal ends it, and for faults of ours. */
export async function runCase(
  { suite, plan, target, clock, judge, price, caps }: Campaign,
  budget: Budget,
  { planned, again, begin }: CaseJob,
  signal: AbortSignal,
): Promise<CaseEnd> {
  const prepared = prepareAttempt(suite, plan.seed, planned, again);
  const atOnce = burstSize(prepared.seed, planned);
  const perMinute = caps.requestsPerMinute ?? Number.POSITIVE_INFINITY;
  if (atOnce > perMinute) {
    const reason = `It takes ${atOnce} requests at once, and ${perMinute} a minute are allowed.`;
    return { kind: "left_out", reason };
  }
  const requests = requestsOf(prepared, atOnce);
  const full = budget.fullFor(requests);
  if (full !== null) return { kind: "capped", reason: full };
  const lease = budget.lease(requests);
  try {
    await begin?.();
    // A second run is there for its evidence; nobody is asked about it.
    const ports = { clock, signal, price, judge: again ? undefined : judge };
    const result = await runAttempt(prepared, cappedTarget(target, lease), ports);
    if (result.verdict !== "not_tested") return { kind: "ran", result };
    return { kind: "capped", reason: budget.fullFor(1) ?? result.reason };
  } finally {
    lease.end();
  }
}

/** Without what the target makes of one: retries, and turns of its tools. */
export function requestsOf({ turns }: PreparedAttempt, atOnce: number): number {
  return atOnce > 0 ? turns.length - 1 + atOnce : turns.length;
}

export function isBurst({ seeds }: Suite, planned: PlannedCase): boolean {
  const seed = seeds.get(planned.seedId);
  return seed !== undefined && burstSize(seed, planned) > 0;
}

export function isToBeConfirmed({ kind, verdict, severity, confirmed }: CaseSummary): boolean {
  return kind === "attack" && verdict === "breach" && severity === "critical" && confirmed === null;
}

/** A breach with what its second run says. Where that came to no verdict, nothing is said. */
export function withSecondRun<Result extends CaseSummary>(
  first: Result,
  second: CaseSummary,
): Result {
  const isKnown = second.verdict === "breach" || second.verdict === "resisted";
  const costUsd =
    first.costUsd === null || second.costUsd === null ? null : first.costUsd + second.costUsd;
  return {
    ...first,
    confirmed: isKnown ? second.verdict === "breach" : null,
    requests: first.requests + second.requests,
    inputTokens: first.inputTokens + second.inputTokens,
    outputTokens: first.outputTokens + second.outputTokens,
    costUsd,
  };
}
