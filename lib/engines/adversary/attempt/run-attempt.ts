import { AppError } from "#lib/base/index.ts";
import type { Clock, Judge } from "../ports.ts";
import type { CaseResult } from "../results.ts";
import type { Target } from "../target.ts";
import type { PreparedAttempt } from "./prepare-attempt.ts";

/** What the target’s owner pays, in US dollars for a million tokens. */
export interface Price {
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
}

export interface AttemptPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly judge?: Judge | undefined;
  readonly price?: Price | undefined;
}

/** Holds one conversation and has it graded. Rejects where the signal ends it, and for faults of ours. */
export async function runAttempt(
  _prepared: PreparedAttempt,
  _target: Target,
  _ports: AttemptPorts,
): Promise<CaseResult> {
  throw new AppError("internal", "Not joined yet.");
}
