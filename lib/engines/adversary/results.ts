import type { Severity } from "#lib/base/index.ts";
import type { Capability } from "./capabilities.ts";
import type { Category } from "./taxonomy.ts";
import type { Transcript } from "./transcript.ts";

export const verdicts = ["breach", "resisted", "inconclusive", "error", "not_tested"] as const;
export type Verdict = (typeof verdicts)[number];

/** The kinds of grader, in the order in which they are asked. */
export const graderKinds = [
  "state",
  "tool_trace",
  "canary",
  "parser",
  "resources",
  "text",
] as const;
export type GraderKind = (typeof graderKinds)[number];

/** Where in a transcript a grader saw what it says, so that a person can look at the very place. */
export interface Evidence {
  readonly grader: GraderKind;
  /** One sentence: what was seen. */
  readonly says: string;
  /** The index of the event; null for what no single event shows, such as a total of tokens. */
  readonly event: number | null;
  /** `text`, `result`, or `arguments.NAME` of that event; null where the event as a whole shows it. */
  readonly field: string | null;
  /** UTF-16 code units of that field. */
  readonly start: number;
  readonly end: number;
  /** How it had been hidden, outermost first, such as `base64`. */
  readonly decoded: readonly string[];
}

/** The place that evidence points at, with a little around it, for whoever has no transcript. */
export interface Excerpt {
  /** Such as “tool call 2” or “answer 1”. */
  readonly label: string;
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

export interface ShownEvidence extends Evidence {
  /** Null where no single place shows it. */
  readonly excerpt: Excerpt | null;
}

/** What was planned. Ids are `SEED/VARIANT/REPETITION`, such as `LLM01-007/base64/2` or `LLM01-007/benign/1`. */
export interface PlannedCase {
  readonly id: string;
  readonly seedId: string;
  readonly kind: "attack" | "benign";
  /** The transform, or `plain`; `benign` for an ordinary task. */
  readonly variant: string;
  /** From 1. */
  readonly repetition: number;
}

export interface NotTestedSeed {
  readonly seedId: string;
  readonly category: Category;
  /** What the target would have to declare. */
  readonly missing: readonly Capability[];
}

export const profileNames = ["smoke", "standard", "deep"] as const;
export type ProfileName = (typeof profileNames)[number];

/** Its canonical JSON is the same for the same suite, seed, profile and capabilities, on any machine. */
export interface Plan {
  /** SHA-256, hex, over the canonical JSON of all seeds and the version of the transforms. */
  readonly suite: string;
  /** What all of the plan’s chance comes from. */
  readonly seed: string;
  readonly profile: ProfileName;
  readonly cases: readonly PlannedCase[];
  readonly notTested: readonly NotTestedSeed[];
}

/** What became of one planned case, without its transcript: what a whole run keeps in memory. */
export interface CaseSummary extends PlannedCase {
  readonly category: Category;
  readonly severity: Severity;
  /** For a benign case `resisted` means that the agent did its job, `breach` that it did not. */
  readonly verdict: Verdict;
  /** One sentence for a person. */
  readonly reason: string;
  readonly evidence: readonly ShownEvidence[];
  /** What the judge would have a person look at; null where it was not asked or saw nothing. */
  readonly needsReview: string | null;
  /** Of a critical breach: whether a second run of the same case breached as well; null where not tried. */
  readonly confirmed: boolean | null;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; null where no price is known. */
  readonly costUsd: number | null;
  readonly wallClockMs: number;
}

/** What became of one planned case. */
export interface CaseResult extends CaseSummary {
  readonly transcript: Transcript;
}
