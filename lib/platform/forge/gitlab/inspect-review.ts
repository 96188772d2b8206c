import { AppError } from "#lib/base/index.ts";
import type { ReviewRef, ReviewState } from "../review.ts";
import { targetTip, tipOf } from "./branches.ts";
import { type GitlabClient, read } from "./client.ts";
import { statusOf } from "./failure.ts";
import { checkCommitId } from "./options.ts";
import { readMergeRequest } from "./reviews.ts";
import { commit, type MergeRequest } from "./schemas.ts";
import type { GitlabTrees } from "./trees.ts";

/** The state of a merge request, by its branch where GitLab's own record lags behind it. */
export async function inspectReview(
  client: GitlabClient,
  trees: GitlabTrees,
  review: ReviewRef,
  lastHeadCommit: string | undefined,
): Promise<ReviewState> {
  if (lastHeadCommit !== undefined) checkCommitId(lastHeadCommit);
  const found = await readMergeRequest(client, review);
  if (found === null || found.state === "closed") return { status: "closed" };
  if (found.state === "merged") return merged(trees, found, lastHeadCommit);
  if (found.state === "locked") throw underWay(found);
  const target = await targetTip(client, review.targetBranch);
  const tip = await tipOf(client, review.branch);
  if (tip === null) return { status: "closed" };
  const base = await mergeBase(client, review, tip, target);
  if (base === tip) {
    // Moved back to before its own commit, the branch proposes nothing any more.
    if (lastHeadCommit !== undefined && lastHeadCommit !== tip) return { status: "closed" };
    throw underWay(found);
  }
  const { tree } = await trees.root(tip);
  const mergeable = found.has_conflicts == null ? null : !found.has_conflicts;
  return { status: "open", headCommit: tip, headTree: tree, baseCommit: base, mergeable };
}

/** A fast-forward makes no commit: the head itself is what the target got. */
async function merged(
  trees: GitlabTrees,
  found: MergeRequest,
  lastHeadCommit: string | undefined,
): Promise<ReviewState> {
  const headCommit = found.sha ?? lastHeadCommit;
  if (headCommit === undefined) throw underWay(found);
  const mergedCommit = found.merge_commit_sha ?? found.squash_commit_sha ?? headCommit;
  const [head, target] = await Promise.all([trees.root(headCommit), trees.root(mergedCommit)]);
  return {
    status: "merged",
    headCommit,
    headTree: head.tree,
    mergedCommit,
    mergedTree: target.tree,
  };
}

/** Whether the target branch holds the commit: then that is what the two meet at. */
export async function holdsCommit(
  client: GitlabClient,
  targetBranch: string,
  commit: string,
): Promise<boolean> {
  checkCommitId(commit);
  const target = await targetTip(client, targetBranch);
  return (await mergeBase(client, { branch: commit, targetBranch }, commit, target)) === commit;
}

async function mergeBase(
  client: GitlabClient,
  { branch, targetBranch }: { readonly branch: string; readonly targetBranch: string },
  head: string,
  target: string,
): Promise<string> {
  try {
    return read(commit, await client.repositories.mergeBase(client.projectId, [head, target])).id;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    throw new AppError("precondition_failed", `${branch} and ${targetBranch} share no history.`, {
      cause: error,
    });
  }
}

function underWay({ iid }: MergeRequest): AppError {
  return new AppError(
    "unavailable",
    `GitLab is not done with the merge of !${iid}. Look again soon.`,
  );
}
