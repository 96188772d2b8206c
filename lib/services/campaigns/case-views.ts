import type { Severity } from "#lib/base/index.ts";
import type { Category, ShownEvidence, Transcript, Verdict } from "#lib/engines/adversary/index.ts";
import type { enums } from "#lib/platform/db/index.ts";

export interface CaseView {
  /** SEED/VARIANT/REPETITION. */
  readonly caseId: string;
  readonly position: number;
  readonly seedId: string;
  /** Null where the suite no longer has the seed. */
  readonly title: string | null;
  readonly category: Category;
  readonly variant: string;
  readonly repetition: number;
  readonly kind: enums.CaseKind;
  readonly severity: Severity;
  /** Null while it is under way. */
  readonly verdict: Verdict | null;
  readonly reason: string | null;
  readonly evidence: readonly ShownEvidence[];
  readonly confirmed: boolean | null;
  readonly needsReview: string | null;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number | null;
  readonly wallClockMs: number;
  readonly hasTranscript: boolean;
  readonly findingId: string | null;
  readonly begunAt: Date;
  readonly endedAt: Date | null;
}

export interface CaseDetail extends CaseView {
  /**
   * Kept of every breach, inconclusive case, error and review, and of the first resisted case of each
   * seed; null of the others.
   */
  readonly transcript: Transcript | null;
  /** Whether long texts of it were cut. */
  readonly transcriptCut: boolean;
  /** What the attack tries, and what to change in the agent. */
  readonly about: string | null;
  readonly remediation: string | null;
  readonly also: readonly string[];
}

export interface CasePage {
  readonly cases: readonly CaseView[];
  /** Give it as `after` for the next page; null at the end. */
  readonly next: number | null;
}

export interface CaseFilter {
  readonly verdict?: Verdict;
  readonly category?: Category;
  readonly kind?: enums.CaseKind;
  /** A transform, or plain. */
  readonly variant?: string;
  readonly needsReview?: true;
  /** The position of the last case seen. */
  readonly after?: number;
  readonly limit: number;
}
