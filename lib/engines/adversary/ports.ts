import type { CaseResult, CaseSummary } from "./results.ts";
import type { Transcript } from "./transcript.ts";

/**
 * What was done so far, so that a run that was killed goes on and pays for nothing twice. `begin` is
 * written before a case’s first request, `finish` when its result is known: of a critical breach after its
 * second run.
 */
export interface Journal {
  /** Results of cases that ended, by case id. */
  finished(): Promise<ReadonlyMap<string, CaseSummary>>;
  begin(caseId: string): Promise<void>;
  finish(result: CaseResult): Promise<void>;
}

/** A model on the customer’s own key that may ask for a review. It never overrules evidence. */
export interface Judge {
  /** One sentence why a person should look; null where nothing stands out. */
  review(question: string, transcript: Transcript, signal: AbortSignal): Promise<string | null>;
}

/** `sleep` ends early, without throwing, when the signal does. */
export interface Clock {
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
