import { AppError } from "#lib/base/index.ts";
import { etnaBranch } from "../etna-branch.ts";
import type { ReviewRef, ReviewState } from "../forge.ts";
import { deleteBranch } from "./branch.ts";
import type { GithubClient } from "./client.ts";
import { statusOf, wordsOf } from "./failure.ts";
import type { GithubObjects } from "./objects.ts";
import { checkObjectId } from "./options.ts";
import { anyAnswer, comparison, type Pull, pull } from "./schemas.ts";
import { checkTarget } from "./target-branch.ts";

const pullRoute = "/repos/{owner}/{repo}/pulls/{pull_number}";

/** The pull request as it stands. Throws `conflict` where the number names another branch's. */
export async function readPull(client: GithubClient, review: ReviewRef): Promise<Pull> {
  etnaBranch(review.branch);
  const number = review.number ?? 0;
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new AppError("invalid_input", "A review on GitHub has the number of its pull request.");
  }
  const found = await client.poll(pull, `GET ${pullRoute}`, { pull_number: number });
  const { head, base } = found;
  const isOwn = head.repo === null || head.repo.id === base.repo.id;
  if (head.ref !== review.branch || !isOwn) {
    throw new AppError("conflict", `Pull request #${number} is not from ${review.branch}.`);
  }
  return found;
}

/** The number of the pull request; one that this door opened needs no second look. */
export async function numberOf(client: GithubClient, review: ReviewRef): Promise<number> {
  const known = client.own.reviews.get(review.number ?? 0) === review.branch;
  return known && review.number !== null ? review.number : (await readPull(client, review)).number;
}

export async function inspectReview(
  client: GithubClient,
  objects: GithubObjects,
  review: ReviewRef,
  lastHeadCommit: string | undefined,
): Promise<ReviewState> {
  if (lastHeadCommit !== undefined) checkObjectId(lastHeadCommit);
  checkTarget(review.targetBranch);
  const found = await readPull(client, review);
  const headCommit = found.head.sha;
  if (found.state === "closed" && !found.merged) return { status: "closed" };
  if (found.base.ref !== review.targetBranch) {
    throw new AppError(
      "conflict",
      `Pull request #${found.number} now goes to ${found.base.ref}, not to ${review.targetBranch}. Change it back, or close it.`,
    );
  }
  if (found.merged) return mergedState(objects, found);
  return {
    status: "open",
    headCommit,
    headTree: await objects.treeOf(headCommit),
    baseCommit: await mergeBase(client, review, headCommit),
    mergeable: found.mergeable ?? null,
  };
}

/** By merge commit, squash or rebase: GitHub names the commit that the target came to stand at. */
async function mergedState(objects: GithubObjects, found: Pull): Promise<ReviewState> {
  const { merge_commit_sha: mergedCommit, head } = found;
  if (mergedCommit === null) {
    throw new AppError("unavailable", "GitHub does not say yet how it merged. Try again later.");
  }
  return {
    status: "merged",
    headCommit: head.sha,
    headTree: await objects.treeOf(head.sha),
    mergedCommit,
    mergedTree: await objects.treeOf(mergedCommit),
  };
}

/** Whether the target branch holds the commit: then that is what the two meet at. */
export async function holdsCommit(
  client: GithubClient,
  targetBranch: string,
  commit: string,
): Promise<boolean> {
  checkTarget(targetBranch);
  checkObjectId(commit);
  return (await mergeBase(client, { branch: commit, targetBranch }, commit)) === commit;
}

async function mergeBase(
  client: GithubClient,
  { branch, targetBranch }: { readonly branch: string; readonly targetBranch: string },
  head: string,
): Promise<string> {
  try {
    const route = "GET /repos/{owner}/{repo}/compare/{basehead}";
    const ask = { basehead: `${targetBranch}...${head}`, per_page: 1 };
    return (await client.poll(comparison, route, ask)).merge_base_commit.sha;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    const words = wordsOf(error).includes("common ancestor")
      ? `${branch} and ${targetBranch} share no history.`
      : `The repository has no branch ${targetBranch}.`;
    throw new AppError("precondition_failed", words, { cause: error });
  }
}

/** GitHub closes what has lost its branch; what was closed or merged before stays as it is. */
export async function closeReview(
  client: GithubClient,
  review: ReviewRef,
  headCommit: string,
): Promise<void> {
  checkObjectId(headCommit);
  if (review.number === null) return await deleteBranch(client, review.branch, headCommit);
  await readPull(client, review);
  await deleteBranch(client, review.branch, headCommit);
  const found = await readPull(client, review);
  if (found.state === "closed") return;
  const ask = { pull_number: found.number, state: "closed", isRepeatable: true };
  await client.send(anyAnswer, `PATCH ${pullRoute}`, ask);
}
