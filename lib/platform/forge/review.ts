declare const etnaBranchBrand: unique symbol;
/** A branch name below `etna/`. Only `etnaBranch` makes one, so no other ref can be written. */
export type EtnaBranch = string & { readonly [etnaBranchBrand]: true };

/** What Etna says of one commit, under the name "Etna". */
export interface EtnaCheck {
  readonly state: "pending" | "passed" | "failed";
  readonly title: string;
  readonly summary: string;
  readonly url: string;
}

export interface ReviewRequest {
  readonly branch: EtnaBranch;
  readonly targetBranch: string;
  readonly title: string;
  readonly body: string;
  /** Opened as a draft, where the forge knows drafts; ready for review unless given. */
  readonly draft?: boolean;
  /** Said of the head in the same breath, where the forge can do both at once. */
  readonly check?: EtnaCheck;
}

/** A pull or merge request on the forge, or, where a forge has none, the branch itself. */
export interface ReviewRef {
  readonly branch: EtnaBranch;
  readonly targetBranch: string;
  /** Number on the forge; null where the review lives in Etna. */
  readonly number: number | null;
  readonly url: string | null;
}

export interface OpenedReview extends ReviewRef {
  /** False also where the forge knows no drafts. */
  readonly draft: boolean;
  /** The check of the request was said. */
  readonly saidCheck: boolean;
  /** Where head and target branch stood when it was opened; null where the forge did not say. */
  readonly at: { readonly headCommit: string; readonly targetCommit: string } | null;
}

export type ReviewState =
  | {
      readonly status: "open";
      readonly headCommit: string;
      readonly headTree: string;
      /** Merge base of the head and the target branch: what the patch is relative to. */
      readonly baseCommit: string;
      /** Whether it can be merged without a conflict; null where the forge did not say. */
      readonly mergeable: boolean | null;
    }
  | {
      readonly status: "merged";
      /** What was merged: not the head last seen where someone changed the branch first. */
      readonly headCommit: string;
      readonly headTree: string;
      readonly mergedCommit: string;
      readonly mergedTree: string;
    }
  | { readonly status: "closed" };
