import type { ReviewVerdict } from "../forge-host.ts";
import type { ReviewRef } from "../review.ts";
import { type GitlabClient, read } from "./client.ts";
import { statusOf } from "./failure.ts";
import { requireMergeRequest } from "./reviews.ts";
import { approvals, note, reviewer } from "./schemas.ts";

/**
 * Who approves now, and who asked for changes. GitLab does not say which head an approval was given
 * for. Its time stands in newer versions' answers (18 and later), else in the note that GitLab itself
 * wrote down; where there is neither, it is null.
 */
export async function listVerdicts(
  client: GitlabClient,
  review: ReviewRef,
): Promise<readonly ReviewVerdict[]> {
  const { iid } = await requireMergeRequest(client, review);
  const answer = await client.approvals.showConfiguration(client.projectId, {
    mergerequestIId: iid,
  });
  const approved = read(approvals, answer).approved_by ?? [];
  const isUntimed = approved.some(({ approved_at }) => !approved_at);
  const times = isUntimed ? await notedTimes(client, iid) : new Map<number, Date>();
  const asked = await reviewersOf(client, iid);
  return [
    ...approved.map(({ user, approved_at }) => {
      const at = approved_at ?? times.get(user.id) ?? null;
      return verdictOf(iid, user, "approved", at);
    }),
    ...asked
      .filter(({ state }) => state === "requested_changes")
      .map(({ user }) => verdictOf(iid, user, "changes_requested", null)),
  ];
}

function verdictOf(
  iid: number,
  user: { readonly id: number; readonly username: string },
  verdict: ReviewVerdict["verdict"],
  at: Date | null,
): ReviewVerdict {
  const by = { id: String(user.id), name: user.username };
  const id = `${iid}/${verdict}/${user.id}${at === null ? "" : `/${at.getTime()}`}`;
  return { id, by, verdict, headCommit: null, at };
}

/** When each person last approved, by GitLab's own notes, which nobody can write or change. */
async function notedTimes(client: GitlabClient, iid: number): Promise<Map<number, Date>> {
  const found = await client.notes.all(client.projectId, iid, {
    sort: "asc",
    orderBy: "created_at",
    perPage: 100,
    maxPages: 20,
  });
  const own = read(note.array(), found).filter(
    ({ system, body }) => system && body.startsWith("approved this merge request"),
  );
  return new Map(own.map(({ author, created_at }) => [author.id, created_at]));
}

/** Versions before 16.9 do not know that somebody asked for changes. */
async function reviewersOf(client: GitlabClient, iid: number) {
  try {
    const found = await client.mergeRequests.showReviewers(client.projectId, iid);
    return read(reviewer.array(), found);
  } catch (error) {
    if (statusOf(error) === 404) return [];
    throw error;
  }
}
