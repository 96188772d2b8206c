import type { ReviewRef } from "./review.ts";

/** An account on a forge, by the id that outlives its name. */
export interface ForgeAccount {
  readonly id: string;
  readonly name: string;
}

/** A person's verdict on a review, as the forge itself tells it. */
export interface ReviewVerdict {
  readonly id: string;
  readonly by: ForgeAccount;
  readonly verdict: "approved" | "changes_requested";
  /** The head that it was given for; null where the forge does not say. */
  readonly headCommit: string | null;
  /** Null where the forge keeps no time of an approval. */
  readonly at: Date | null;
}

export interface ReviewComment {
  readonly id: string;
  readonly by: ForgeAccount;
  readonly body: string;
  readonly at: Date;
  /** Changed since it was written, which forges let others do than its author. */
  readonly edited: boolean;
}

/** What the customer's own CI says of one commit. */
export interface CiReport {
  readonly status: "none" | "running" | "passed" | "failed";
  readonly jobs: readonly {
    readonly id: string;
    readonly name: string;
    readonly status: "running" | "passed" | "failed" | "skipped";
    readonly url: string | null;
  }[];
}

/** What Etna says of one commit, under the name "Etna". */
export interface EtnaCheck {
  readonly state: "pending" | "passed" | "failed";
  readonly title: string;
  readonly summary: string;
  readonly url: string;
}

/** A fault that the forge's own scanners report. */
export interface ForgeAlert {
  readonly id: string;
  readonly tool: string;
  readonly ruleId: string;
  readonly severity: "critical" | "high" | "medium" | "low";
  /** Such as "CWE-79"; null where the forge names none. */
  readonly cwe: string | null;
  readonly title: string;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly url: string | null;
}

/**
 * What a forge that people work on has besides git: drafts, checks, verdicts, comments. Every call
 * can be repeated. Nothing here merges, approves, or writes a ref.
 */
export interface ForgeHost {
  /** Takes a draft out of draft; a review that is no draft stays as it is. */
  readyReview(review: ReviewRef): Promise<void>;
  /** Replaces title and body where they differ. */
  updateReview(
    review: ReviewRef,
    words: { readonly title: string; readonly body: string },
  ): Promise<void>;
  /** Labels are made where the repository has none of the name; reviewers that are unknown are left out. */
  labelReview(review: ReviewRef, labels: readonly string[]): Promise<void>;
  requestReviewers(review: ReviewRef, reviewers: readonly string[]): Promise<void>;
  /** Says under one name what Etna says of a commit; the same words twice are said once. */
  setCheck(commit: string, check: EtnaCheck): Promise<void>;
  readCi(commit: string): Promise<CiReport>;
  /** The end of a job's log, hostile text. */
  readCiLog(jobId: string, maxBytes: number): Promise<string>;
  /** Each person's last verdict that still stands. */
  listVerdicts(review: ReviewRef): Promise<readonly ReviewVerdict[]>;
  /** From this moment on: what was written in the same one is among them. */
  listComments(review: ReviewRef, since: Date): Promise<readonly ReviewComment[]>;
  comment(review: ReviewRef, body: string): Promise<void>;
  /** Open alerts of the forge's scanners; empty where the forge has none or they are off. */
  listAlerts(): Promise<readonly ForgeAlert[]>;
  /** Hands findings in SARIF 2.1.0 to the forge. Throws `precondition_failed` where it takes none. */
  uploadSarif(commit: string, branch: string, sarif: string): Promise<void>;
}
