import type {
  Alert,
  Change,
  Check,
  Comment,
  Installation,
  Issue,
  Pipeline,
  Repository,
  Review,
  User,
} from "./state.ts";

/** What happened on the forge; a face turns it into the payload of its own webhooks. */
export type ForgeEvent = { readonly by: User } & (
  | {
      readonly kind: "push";
      readonly repository: Repository;
      readonly branch: string;
      readonly before: string;
      readonly after: string;
    }
  | {
      readonly kind: "change";
      readonly action:
        | "opened"
        | "edited"
        | "closed"
        | "reopened"
        | "merged"
        | "pushed"
        | "ready"
        | "labeled";
      readonly repository: Repository;
      readonly change: Change;
    }
  | {
      readonly kind: "review";
      readonly action: "submitted" | "dismissed";
      readonly repository: Repository;
      readonly change: Change;
      readonly review: Review;
    }
  | {
      readonly kind: "comment";
      readonly repository: Repository;
      readonly on: Change | Issue;
      readonly comment: Comment;
    }
  | {
      readonly kind: "issue";
      readonly action: "opened" | "closed";
      readonly repository: Repository;
      readonly issue: Issue;
    }
  | { readonly kind: "alert"; readonly repository: Repository; readonly alert: Alert }
  | { readonly kind: "check"; readonly repository: Repository; readonly check: Check }
  | { readonly kind: "pipeline"; readonly repository: Repository; readonly pipeline: Pipeline }
  | {
      readonly kind: "repository";
      readonly action: "renamed" | "transferred" | "deleted" | "archived" | "default_branch";
      readonly repository: Repository;
      readonly formerName: string;
    }
  | {
      readonly kind: "installation";
      readonly action:
        | "created"
        | "deleted"
        | "suspend"
        | "unsuspend"
        | "repositories_added"
        | "repositories_removed";
      readonly installation: Installation;
      readonly repositories: readonly Repository[];
    }
);
