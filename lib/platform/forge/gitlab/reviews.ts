import { AppError } from "#lib/base/index.ts";
import { etnaBranch } from "../etna-branch.ts";
import { movedOrGone } from "../moved.ts";
import type { OpenedReview, ReviewRef, ReviewRequest } from "../review.ts";
import { deleteBranch, targetTip, tipOf } from "./branches.ts";
import { type GitlabClient, read } from "./client.ts";
import { statusOf } from "./failure.ts";
import { titleOf, withoutQuickActions } from "./plain-text.ts";
import { type MergeRequest, mergeRequest } from "./schemas.ts";

/** The open one, or else the newest; one from another project's branch is none of Etna's. */
async function findMergeRequest(
  client: GitlabClient,
  { branch, targetBranch }: Pick<ReviewRef, "branch" | "targetBranch">,
): Promise<MergeRequest | null> {
  const found = read(
    mergeRequest.array(),
    await client.mergeRequests.all({
      projectId: client.projectId,
      sourceBranch: branch,
      targetBranch,
      perPage: 100,
      maxPages: 5,
    }),
  );
  const own = found.filter(
    (request) =>
      request.source_branch === branch &&
      request.target_branch === targetBranch &&
      request.source_project_id === client.projectId,
  );
  const newest = own.toSorted((a, b) => b.iid - a.iid);
  return newest.find(({ state }) => state === "opened") ?? newest[0] ?? null;
}

/** Null where GitLab has none. Throws `conflict` for one that is not of this branch and target. */
export async function readMergeRequest(
  client: GitlabClient,
  review: ReviewRef,
): Promise<MergeRequest | null> {
  etnaBranch(review.branch);
  if (review.number === null) return findMergeRequest(client, review);
  try {
    const found = read(
      mergeRequest,
      await client.mergeRequests.show(client.projectId, review.number),
    );
    const isOwn =
      found.source_branch === review.branch && found.source_project_id === client.projectId;
    if (!isOwn) {
      throw new AppError(
        "conflict",
        `!${review.number} is not a merge request of ${review.branch}.`,
      );
    }
    if (found.target_branch !== review.targetBranch) {
      throw new AppError(
        "conflict",
        `!${review.number} was pointed at another branch, ${found.target_branch}. Close it, or point it back at ${review.targetBranch}.`,
      );
    }
    return found;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

export async function requireMergeRequest(
  client: GitlabClient,
  review: ReviewRef,
): Promise<MergeRequest> {
  const found = await readMergeRequest(client, review);
  if (found !== null) return found;
  throw new AppError("not_found", `GitLab has no merge request of ${review.branch} any more.`);
}

export async function openReview(
  client: GitlabClient,
  request: ReviewRequest,
): Promise<OpenedReview> {
  const { branch, targetBranch, title, body, draft = false } = request;
  etnaBranch(branch);
  await targetTip(client, targetBranch);
  if ((await tipOf(client, branch)) === null) {
    throw new AppError("not_found", `The repository has no branch ${branch}.`);
  }
  const standing = await findMergeRequest(client, request);
  if (standing !== null) return opened(request, standing);
  try {
    const made = await client.mergeRequests.create(
      client.projectId,
      branch,
      targetBranch,
      titleOf(title, draft),
      { description: withoutQuickActions(body) },
    );
    return opened(request, read(mergeRequest, made));
  } catch (error) {
    // What GitLab refuses may be there already: made by a request whose answer was lost.
    const isRefused = [400, 409, 422].includes(statusOf(error) ?? 0);
    const found = isRefused ? await findMergeRequest(client, request) : null;
    if (found === null) throw error;
    return opened(request, found);
  }
}

function opened({ branch, targetBranch }: ReviewRequest, found: MergeRequest): OpenedReview {
  if (found.state === "closed") {
    throw new AppError(
      "conflict",
      `Merge request !${found.iid} of ${branch} was closed. Etna does not open it again.`,
    );
  }
  const review = { branch, targetBranch, number: found.iid, url: found.web_url };
  return { ...review, draft: found.draft === true, saidCheck: false, at: null };
}

export async function closeReview(
  client: GitlabClient,
  review: ReviewRef,
  headCommit: string,
): Promise<void> {
  const { branch } = review;
  const found = await readMergeRequest(client, review);
  const tip = await tipOf(client, branch);
  if (tip !== null && tip !== headCommit) throw movedOrGone(branch, tip);
  if (found?.state === "opened") {
    await client.mergeRequests.edit(client.projectId, found.iid, { stateEvent: "close" });
  }
  await deleteBranch(client, branch, headCommit);
}
