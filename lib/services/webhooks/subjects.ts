import type { ForgeDelivery, ForgeNotice } from "#lib/platform/forge/index.ts";

/** One thing on the forge that is to be looked at, however many messages speak of it. */
export type Subject =
  | { readonly kind: "review"; readonly forgeId: string; readonly number: number }
  | {
      readonly kind: "issue_comment";
      readonly forgeId: string;
      readonly number: number;
      readonly commentId: string;
    }
  | { readonly kind: "commit"; readonly forgeId: string; readonly commit: string }
  | { readonly kind: "repository"; readonly forgeId: string; readonly fullName: string }
  | { readonly kind: "push"; readonly forgeId: string; readonly branch: string }
  | { readonly kind: "alerts"; readonly forgeId: string }
  | { readonly kind: "connection"; readonly installationId: string | null };

/** What a batch of deliveries is about, each thing once, in the order in which it was first named. */
export function subjectsOf(deliveries: readonly ForgeDelivery[]): readonly Subject[] {
  const found = new Map<string, Subject>();
  for (const delivery of deliveries) {
    for (const notice of delivery.notices) {
      const subject = subjectOf(delivery, notice);
      if (subject !== null) found.set(JSON.stringify(subject), subject);
    }
  }
  return [...found.values()];
}

function subjectOf(delivery: ForgeDelivery, notice: ForgeNotice): Subject | null {
  const { repository, installationId } = delivery;
  switch (notice.kind) {
    case "installation":
    case "token":
      return { kind: "connection", installationId };
    case "push":
      return repository && { kind: "push", forgeId: repository.forgeId, branch: notice.branch };
    case "issue_comment": {
      if (repository === null) return null;
      const { number, id: commentId } = notice;
      return { kind: "issue_comment", forgeId: repository.forgeId, number, commentId };
    }
    case "repository":
      return repository && { kind: "repository", ...repository };
    case "alerts":
      return repository && { kind: "alerts", forgeId: repository.forgeId };
    case "ci":
      return repository && { kind: "commit", forgeId: repository.forgeId, commit: notice.commit };
    case "review":
    case "verdict":
    case "comment":
      return repository && { kind: "review", forgeId: repository.forgeId, number: notice.number };
  }
}
