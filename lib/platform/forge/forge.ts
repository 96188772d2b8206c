import type { FileChange, Workspace } from "#lib/base/index.ts";
import type { ForgeHost } from "./forge-host.ts";
import type { EtnaBranch, OpenedReview, ReviewRef, ReviewRequest, ReviewState } from "./review.ts";

export type { EtnaBranch, OpenedReview, ReviewRef, ReviewRequest, ReviewState } from "./review.ts";

export interface RepositoryInfo {
  /** Short name of the branch that HEAD names; never a detached HEAD. */
  readonly defaultBranch: string;
  /** Commit at the tip of the default branch: 40 (SHA-1) or 64 (SHA-256) hex digits. */
  readonly headCommit: string;
  /** What the forge calls it: "owner/name", or the folder's name. */
  readonly fullName: string;
  /** Anyone but Etna reports on that commit, such as CI; null where the forge did not say. */
  readonly reportsOnHead: boolean | null;
  /** Why nothing can be proposed here at the moment; null where it can. */
  readonly readOnlyReason: "archived" | "no_write_permission" | null;
}

/** What a commit object says. */
export interface CommitFacts {
  readonly commit: string;
  readonly tree: string;
  /** In git's own order: a merge commit has more than one. */
  readonly parents: readonly string[];
  readonly author: { readonly name: string; readonly email: string; readonly unixSeconds: number };
  readonly message: string;
}

/** One commit's tree, read-only. */
export interface Snapshot extends Workspace {
  readonly commit: string;
  readonly tree: string;
}

export interface CommitRequest {
  readonly branch: EtnaBranch;
  readonly baseCommit: string;
  readonly changes: readonly FileChange[];
  readonly message: string;
  /** Author and committer time in Unix seconds, so that a retry makes the same commit. */
  readonly unixSeconds: number;
}

/** One more commit on a branch that stands. */
export interface AdditionRequest extends Omit<CommitRequest, "baseCommit"> {
  /** Where the branch stands: the new commit's one parent, and what `changes` are relative to. */
  readonly headCommit: string;
}

export interface CommitResult {
  readonly commit: string;
  readonly tree: string;
}

/**
 * One repository on one forge. By construction nothing here writes a ref outside `etna/`, merges,
 * or force-pushes. Every call can be repeated: it finds what an earlier one left.
 */
export interface Forge {
  inspectRepository(): Promise<RepositoryInfo>;
  /** Throws `not_found` where the commit is not in the repository. */
  snapshot(commit: string): Promise<Snapshot>;
  /**
   * Makes one commit on `baseCommit` and creates the branch at it. Where the branch already stands
   * at that very commit this is a no-op; where it stands anywhere else, throws `conflict`, as it
   * does where a file of the base is not what its change says it was.
   */
  commitToBranch(request: CommitRequest): Promise<CommitResult>;
  /**
   * Makes one commit on `headCommit` and moves the branch on to it, never back and never by force.
   * Where the branch already stands at that very commit (or, where the forge sets time and signature
   * itself, at a commit with that parent and what was asked for) this is a no-op; where it stands
   * anywhere else or is gone, throws `conflict`, as it does where a file is not what its change says.
   */
  addToBranch(request: AdditionRequest): Promise<CommitResult>;
  /** One that stands already is found; one that was closed is someone's answer, and a `conflict`. */
  openReview(request: ReviewRequest): Promise<OpenedReview>;
  /**
   * `lastHeadCommit` is the head last seen: with it a merge is noticed even where the branch was
   * deleted afterwards; without it a review whose branch is gone reads as closed.
   */
  inspectReview(review: ReviewRef, lastHeadCommit?: string): Promise<ReviewState>;
  /** Throws `not_found` where the commit is not in the repository. */
  readCommit(commit: string): Promise<CommitFacts>;
  /** Whether the branch holds the commit. Throws `precondition_failed` where there is no such branch. */
  holdsCommit(branch: string, commit: string): Promise<boolean>;
  /**
   * The text changes between the trees of two commits. Throws `precondition_failed`, naming the
   * file, for a binary, mode, symbolic link or submodule change, `too_large` past the bound.
   */
  compare(baseCommit: string, headCommit: string): Promise<readonly FileChange[]>;
  /**
   * Closes the review and deletes its branch. Throws `conflict` where the branch no longer stands
   * at `headCommit`; a branch that is gone already is a no-op. Without a number it is whatever was
   * opened from the branch.
   */
  closeReview(review: ReviewRef, headCommit: string): Promise<void>;
  /** What the forge has besides git; null for a plain repository. */
  readonly host: ForgeHost | null;
}
