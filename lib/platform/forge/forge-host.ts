import type { VulnerableDependency } from "#lib/base/index.ts";
import type { EtnaCheck, ReviewRef } from "./review.ts";

export type { EtnaCheck } from "./review.ts";

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

/** A comment on an issue, and where people read it. */
export interface IssueComment extends ReviewComment {
  readonly url: string;
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

/** What failed of the customer's CI, and the words that it left. Both are a stranger's. */
export interface FailingJob {
  readonly job: string;
  /**
   * Plain text of 16 kB at most: a log's beginning and end, or what the check says where there is no
   * log to be read. Lines in brackets say what is left out, and why.
   */
  readonly text: string;
}

/** A fault that the forge's own scanners report. Its words are a stranger's. */
export interface ForgeAlert {
  /** Stays the same when lines move, when it is dismissed and when it is opened again. */
  readonly id: string;
  readonly tool: string;
  readonly ruleId: string;
  readonly severity: "critical" | "high" | "medium" | "low";
  /** Such as "CWE-79"; null where the forge names none. */
  readonly cwe: string | null;
  readonly title: string;
  /** What the scanner says of this very place. */
  readonly message: string;
  /** What it says of the fault in general, as markdown; null where it says nothing. */
  readonly explanation: string | null;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly url: string | null;
  /** Why people there decided that it need not be fixed; null while it is open. */
  readonly dismissal: string | null;
  readonly dependency: VulnerableDependency | null;
}

/** One of the forge's scanners, and how much it told. */
export interface AlertSource {
  readonly name: "code-scanning" | "dependabot" | "secret-scanning" | "vulnerabilities";
  /** "cut": there are more than Etna reads. "off": it does not scan. "refused": Etna was not let in. */
  readonly told: "all" | "cut" | "off" | "refused";
  /** Open ones and dismissed ones. */
  readonly alerts: readonly ForgeAlert[];
}

/** How many alerts of a repository are read, of all its scanners together. */
export const maxAlerts = 5000;

/**
 * What a forge that people work on has besides git: drafts, checks, verdicts, comments. Every call
 * can be repeated. Nothing here merges, approves, or writes a ref.
 */
export interface ForgeHost {
  /** The forge asks those who own the code by itself, as soon as a review is no draft. */
  readonly asksCodeOwners: boolean;
  /** Whether a file tells the forge's own CI what to run. */
  isCiFile(path: string): boolean;
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
  /** Of what failed on that commit, five at most; empty where nothing did. */
  readFailingLog(commit: string): Promise<readonly FailingJob[]>;
  /** Each person's last verdict that still stands. */
  listVerdicts(review: ReviewRef): Promise<readonly ReviewVerdict[]>;
  /** From this moment on: what was written in the same one is among them. */
  listComments(review: ReviewRef, since: Date): Promise<readonly ReviewComment[]>;
  comment(review: ReviewRef, body: string): Promise<void>;
  /** As it stands on the issue now; null where it is gone, or is on no issue of this number. */
  readIssueComment(issue: number, commentId: string): Promise<IssueComment | null>;
  /** The very same words are said once. */
  commentOnIssue(issue: number, body: string): Promise<void>;
  /** The alerts of the forge's scanners, `maxAlerts` together at most. */
  listAlerts(): Promise<readonly AlertSource[]>;
  /** Hands findings in SARIF 2.1.0 to the forge. Throws `precondition_failed` where it takes none. */
  uploadSarif(commit: string, branch: string, sarif: string): Promise<void>;
}
