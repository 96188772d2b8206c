import type { ForgeAccount } from "./forge-host.ts";

/**
 * What a webhook says has happened, as a reason to look and never as a fact to act on: verdicts,
 * heads and merges are read again from the forge. Ids and names are those of the forge.
 */
export type ForgeNotice =
  | {
      readonly kind: "push";
      readonly branch: string;
      /** Null where the branch was made, or deleted. */
      readonly before: string | null;
      readonly after: string | null;
    }
  | {
      readonly kind: "review";
      readonly number: number;
      readonly action: "opened" | "changed" | "pushed" | "closed" | "merged" | "reopened";
      readonly branch: string;
      readonly headCommit: string;
    }
  | {
      readonly kind: "verdict";
      readonly number: number;
      readonly verdict: "approved" | "changes_requested" | "withdrawn";
      readonly by: ForgeAccount;
      readonly headCommit: string | null;
    }
  | {
      readonly kind: "comment";
      readonly number: number;
      readonly id: string;
      readonly by: ForgeAccount;
    }
  /** Said on an issue, which is no review. */
  | {
      readonly kind: "issue_comment";
      readonly number: number;
      readonly id: string;
      readonly by: ForgeAccount;
    }
  | { readonly kind: "ci"; readonly commit: string; readonly finished: boolean }
  | {
      readonly kind: "repository";
      readonly change:
        | "renamed"
        | "transferred"
        | "deleted"
        | "archived"
        | "unarchived"
        | "default_branch";
    }
  | {
      readonly kind: "installation";
      readonly change:
        | "created"
        | "deleted"
        | "suspended"
        | "unsuspended"
        | "permissions"
        | "repositories";
      readonly addedRepositoryIds: readonly string[];
      readonly removedRepositoryIds: readonly string[];
    }
  /** The forge's scanners found something, or people decided about it. */
  | { readonly kind: "alerts" }
  | { readonly kind: "token"; readonly change: "revoked" };

/** One webhook delivery whose signature was right. */
export interface ForgeDelivery {
  /** The forge's own id of the delivery: a second one with the same id is a replay. */
  readonly id: string;
  readonly installationId: string | null;
  /** With the name that it has now. */
  readonly repository: { readonly forgeId: string; readonly fullName: string } | null;
  readonly notices: readonly ForgeNotice[];
}
