import type { JsonObject } from "#lib/base/index.ts";
import type {
  Capability,
  Category,
  GatePolicy,
  NotTestedSeed,
  ProfileName,
  Report,
  Verdict,
} from "#lib/engines/adversary/index.ts";
import type { enums } from "#lib/platform/db/index.ts";
import type { CampaignCaps } from "./caps.ts";

/** How a target stands to the proof that it is its owner’s. */
export interface OwnershipView {
  readonly state: enums.OwnershipState;
  readonly method: enums.OwnershipMethod | null;
  /** What is to be shown, in one of the three places. */
  readonly token: string;
  /** https://host/.well-known/agent-etna-challenge.txt, with the token as its text. */
  readonly fileUrl: string;
  /** A TXT record of this name, with the token as its text; null for an address without a name. */
  readonly dnsName: string | null;
  /** A header of this name on the agent’s own answers, with the token as its value. */
  readonly headerName: string;
  readonly provenAt: Date | null;
  readonly checkedAt: Date | null;
  /** One sentence: why it is not proven, or no longer. */
  readonly reason: string | null;
}

export interface TargetView {
  readonly id: string;
  readonly name: string;
  /** Such as http or openai-chat. */
  readonly kind: string;
  /** The one origin that everything is sent to. */
  readonly origin: string;
  readonly capabilities: readonly Capability[];
  readonly ownership: OwnershipView;
  readonly repository: { readonly id: string; readonly name: string } | null;
  readonly schedule: enums.AttackSchedule;
  readonly profile: ProfileName;
  readonly triedAt: Date | null;
  readonly createdAt: Date;
  readonly archivedAt: Date | null;
  /** The newest. */
  readonly lastCampaign: CampaignView | null;
}

export interface TargetDetail extends TargetView {
  /** As it was written, parsed; secrets stand in it as `${NAME}`. */
  readonly spec: JsonObject;
  /**
   * Where the agent is to be connected to the suite’s tools by hand; null where each attempt tells it an
   * address of its own, or it has none.
   */
  readonly tools: { readonly mcp: string; readonly http: string } | null;
  /** Which `${NAME}` have a value; the values are never read again. */
  readonly secretNames: readonly string[];
  readonly policy: GatePolicy;
  readonly caps: CampaignCaps;
}

/** One harmless request, whole. Secrets are blanked. */
export interface TriedTarget {
  readonly ok: boolean;
  /** What was asked, in words. */
  readonly said: string;
  readonly exchanges: readonly {
    readonly method: string;
    readonly url: string;
    readonly requestHeaders: Readonly<Record<string, string>>;
    readonly requestBody: string;
    /** Null where nothing came back. */
    readonly status: number | null;
    readonly responseHeaders: Readonly<Record<string, string>>;
    /** At most 16 KiB of it. */
    readonly responseBody: string;
  }[];
  /** What was made of it: text, calls, usage, session; null where it was not found. */
  readonly found: {
    readonly text: string | null;
    readonly calls: number;
    readonly usage: { readonly inputTokens: number; readonly outputTokens: number } | null;
    readonly finish: string | null;
  };
  /** One sentence: why it did not work; null where it did. */
  readonly problem: string | null;
  readonly wallClockMs: number;
}

export interface CampaignCounts extends Readonly<Record<Verdict, number>> {
  readonly planned: number;
}

export interface CampaignView {
  readonly id: string;
  readonly number: number;
  readonly targetId: string;
  readonly target: string;
  readonly state: enums.RunState;
  readonly cause: enums.CampaignCause;
  readonly profile: ProfileName;
  readonly counts: CampaignCounts;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null where no price is known. */
  readonly costUsd: number | null;
  /** Null until there is a report. */
  readonly gate: enums.GateOutcome | null;
  /** One sentence: what came of it, or why it stopped. */
  readonly outcome: string | null;
  readonly cancelRequested: boolean;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

export interface CampaignDetail extends CampaignView {
  readonly seed: string;
  /** SHA-256, hex; null until the plan is made. */
  readonly suite: string | null;
  readonly policy: GatePolicy;
  readonly caps: CampaignCaps;
  readonly baseline: { readonly id: string; readonly number: number } | null;
  readonly retryOf: { readonly id: string; readonly number: number } | null;
  /** A member’s id; null for a program and for the schedule. */
  readonly startedById: string | null;
  /** While it is under way: what stands so far, by category, attacks only. */
  readonly soFar: readonly CategorySoFar[];
  /** Null until it is there. */
  readonly report: Report | null;
  readonly reportSha256: string | null;
}

export interface CategorySoFar {
  readonly category: Category;
  readonly name: string;
  readonly breach: number;
  readonly tried: number;
}

/** What a campaign would do, before it does. */
export interface CampaignPreview {
  readonly suite: string;
  readonly seed: string;
  readonly profile: ProfileName;
  readonly attacks: number;
  readonly benign: number;
  readonly categories: readonly {
    readonly category: Category;
    readonly name: string;
    readonly cases: number;
  }[];
  /** Seeds that the target cannot be tested with, and what it would have to declare. */
  readonly holes: readonly NotTestedSeed[];
  /** Requests at most, retries and second runs included; the caps are already in it. */
  readonly mostRequests: number;
  /** Null where no price is known. */
  readonly mostCostUsd: number | null;
  /** Why it cannot begin; null where it can. */
  readonly refusal: string | null;
}

/** Two campaigns of the same suite, seed by seed. */
export interface CampaignComparison {
  readonly baseline: CampaignView;
  readonly campaign: CampaignView;
  /** False where the suites differ: then only the seeds that both have were compared. */
  readonly sameSuite: boolean;
  readonly seedsCompared: number;
  readonly seedsNotCompared: number;
  readonly categories: readonly {
    readonly category: Category;
    readonly name: string;
    readonly newlyBreached: number;
    readonly noLongerBreached: number;
    /** Exact McNemar, two-sided; and adjusted by Holm across categories. */
    readonly pValue: number;
    readonly pAdjusted: number;
    readonly verdict: "worse" | "better" | "no_difference_shown";
  }[];
  /** Seeds that breached in one and not in the other. */
  readonly seeds: readonly {
    readonly seedId: string;
    readonly title: string | null;
    readonly category: Category;
    readonly change: "newly_breached" | "no_longer_breached";
  }[];
}
