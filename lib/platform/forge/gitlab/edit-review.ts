import { AppError } from "#lib/base/index.ts";
import type { ReviewRef } from "../review.ts";
import { type GitlabClient, read } from "./client.ts";
import { titleOf, withoutQuickActions } from "./plain-text.ts";
import { requireMergeRequest } from "./reviews.ts";
import { user } from "./schemas.ts";

export async function readyReview(client: GitlabClient, review: ReviewRef): Promise<void> {
  const { iid, title, draft } = await requireMergeRequest(client, review);
  const ready = titleOf(title, false);
  if (draft !== true && ready === title) return;
  await client.mergeRequests.edit(client.projectId, iid, { title: ready });
}

export async function updateReview(
  client: GitlabClient,
  review: ReviewRef,
  words: { readonly title: string; readonly body: string },
): Promise<void> {
  const standing = await requireMergeRequest(client, review);
  const title = titleOf(words.title, standing.draft === true);
  const description = withoutQuickActions(words.body);
  if (title === standing.title && description === (standing.description ?? "")) return;
  await client.mergeRequests.edit(client.projectId, standing.iid, { title, description });
}

/** GitLab makes the labels that a project has not. A comma would part a name in two. */
export async function labelReview(
  client: GitlabClient,
  review: ReviewRef,
  labels: readonly string[],
): Promise<void> {
  const names = labels.map((label) => label.trim());
  if (names.length === 0) return;
  if (names.some((name) => name === "" || /[,\p{Cc}]/u.test(name))) {
    throw new AppError("invalid_input", "A label on GitLab has a name, and no comma in it.");
  }
  const { iid } = await requireMergeRequest(client, review);
  await client.mergeRequests.edit(client.projectId, iid, { addLabels: names.join(",") });
}

/** The reviewers that were asked already stay; the free tier keeps one of them all. */
export async function requestReviewers(
  client: GitlabClient,
  review: ReviewRef,
  reviewers: readonly string[],
): Promise<void> {
  const { iid, reviewers: standing } = await requireMergeRequest(client, review);
  const found = await Promise.all(reviewers.map((name) => accountId(client, name)));
  const before = (standing ?? []).map(({ id }) => id);
  const wanted = [...new Set([...before, ...found.filter((id) => id !== null)])];
  if (wanted.length === before.length) return;
  await client.mergeRequests.edit(client.projectId, iid, { reviewerIds: wanted });
}

async function accountId(client: GitlabClient, username: string): Promise<number | null> {
  const found = read(user.array(), await client.users.all({ username }));
  return found.find((one) => one.username.toLowerCase() === username.toLowerCase())?.id ?? null;
}
