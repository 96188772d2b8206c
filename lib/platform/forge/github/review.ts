import { AppError } from "#lib/base/index.ts";
import { etnaBranch } from "../etna-branch.ts";
import type { OpenedReview, ReviewRef, ReviewRequest, ReviewState } from "../forge.ts";
import { branchTip, deleteBranch } from "./branch.ts";
import { type GithubClient, GraphqlRefusal } from "./client.ts";
import { statusOf, wordsOf } from "./failure.ts";
import { openReviewDocument } from "./graphql-documents.ts";
import type { GithubObjects } from "./objects.ts";
import { checkObjectId } from "./options.ts";
import {
  anyAnswer,
  comparison,
  openedReview,
  type Pull,
  type PullListed,
  pull,
  pullListed,
} from "./schemas.ts";

const pullsRoute = "/repos/{owner}/{repo}/pulls";
const pullRoute = `${pullsRoute}/{pull_number}`;

/** From a branch that this door has just made there can be no earlier one, so nobody looks. */
export async function openReview(
  client: GithubClient,
  request: ReviewRequest,
): Promise<OpenedReview> {
  etnaBranch(request.branch);
  checkTarget(request.targetBranch);
  const headSha = client.own.branches.get(request.branch);
  client.own.branches.delete(request.branch);
  const found =
    headSha === undefined
      ? await findEarlier(client, request)
      : await openWithCheck(client, request, headSha);
  return found ?? (await open(client, request));
}

async function findEarlier(
  client: GithubClient,
  request: ReviewRequest,
): Promise<OpenedReview | null> {
  const found = await earlier(client, request);
  return found && opened(client, request, found);
}

async function open(client: GithubClient, request: ReviewRequest): Promise<OpenedReview> {
  const { branch, targetBranch, title, body } = request;
  const asked = {
    ...{ head: branch, base: targetBranch, title, body },
    draft: request.draft === true,
    // What a person may push to an Etna branch is for the repository's own rules to say.
    maintainer_can_modify: false,
    isRepeatable: true,
  };
  try {
    return opened(client, request, await client.send(pull, `POST ${pullsRoute}`, asked));
  } catch (error) {
    if (statusOf(error) !== 422) throw error;
    // Also what a repeat meets whose first try was answered by no one.
    const now = await findEarlier(client, request);
    if (now !== null) return now;
    if (request.draft === true && wordsOf(error).includes("draft")) {
      return open(client, { ...request, draft: false });
    }
    throw await whyNot(client, request, error);
  }
}

/**
 * The pull request and an App's check run by one request. Null where GitHub refuses any of it or does
 * not answer: then the other way finds out why, and finds what this one may have opened.
 */
async function openWithCheck(
  client: GithubClient,
  request: ReviewRequest,
  headSha: string,
): Promise<OpenedReview | null> {
  const { check, branch, targetBranch, title, body, draft = false } = request;
  const { repositoryId, commits } = client.own;
  if (client.options.kind !== "app" || check?.state !== "pending") return null;
  if (repositoryId === null) return null;
  // Of what GitHub refuses or leaves unanswered, it may have done a part.
  commits.delete(headSha);
  const { title: says, summary, url: detailsUrl } = check;
  try {
    const { createPullRequest } = await client.sendOnce(openedReview, openReviewDocument, {
      pull: {
        ...{ repositoryId, baseRefName: targetBranch, headRefName: branch },
        ...{ title, body, draft, maintainerCanModify: false },
      },
      check: {
        ...{ repositoryId, name: "Etna", headSha, detailsUrl, status: "IN_PROGRESS" },
        output: { title: says, summary },
      },
    });
    const { id, number, url, isDraft, headRefOid, baseRefOid } = createPullRequest.pullRequest;
    client.own.reviews.set(number, branch);
    if (isDraft) client.own.drafts.set(number, id);
    const at = { headCommit: headRefOid, targetCommit: baseRefOid };
    return { branch, targetBranch, number, url, draft: isDraft, saidCheck: true, at };
  } catch (error) {
    const isAnswered = statusOf(error) !== null && (statusOf(error) ?? 0) < 500;
    if (error instanceof GraphqlRefusal || !isAnswered) return null;
    throw error;
  }
}

/** The open pull request of this branch; a closed one is someone's answer, and a `conflict`. */
async function earlier(
  client: GithubClient,
  { branch, targetBranch }: ReviewRequest,
): Promise<PullListed | null> {
  const ask = { head: `${client.options.owner}:${branch}`, base: targetBranch, state: "all" };
  const pulls = await client.pages(pullListed, `GET ${pullsRoute}`, ask, 300);
  // The filter is by account, and an account's forks are not this repository.
  const own = pulls.filter(
    (entry) => entry.head.ref === branch && entry.head.repo?.id === entry.base.repo.id,
  );
  const open = own.find(({ state }) => state === "open");
  const [closed] = own;
  if (open !== undefined || closed === undefined) return open ?? null;
  const how = closed.merged_at === null ? "closed" : "merged";
  throw new AppError(
    "conflict",
    `Pull request #${closed.number} from ${branch} was ${how}. Etna does not open it again.`,
  );
}

async function whyNot(
  client: GithubClient,
  { branch, targetBranch }: ReviewRequest,
  error: unknown,
): Promise<AppError> {
  const cause = { cause: error };
  if ((await branchTip(client, branch)) === null) {
    return new AppError("not_found", `The repository has no branch ${branch}.`, cause);
  }
  if (wordsOf(error).includes('"field":"base"')) {
    const words = `The repository has no branch ${targetBranch}.`;
    return new AppError("precondition_failed", words, cause);
  }
  const words = `GitHub opens no pull request from ${branch} into ${targetBranch}: there may be nothing between them.`;
  return new AppError("precondition_failed", words, cause);
}

function opened(
  client: GithubClient,
  { branch, targetBranch }: ReviewRequest,
  { number, html_url: url, draft, node_id, head, base }: PullListed,
): OpenedReview {
  client.own.reviews.set(number, branch);
  if (draft === true) client.own.drafts.set(number, node_id);
  const at = { headCommit: head.sha, targetCommit: base.sha };
  return { branch, targetBranch, number, url, draft: draft === true, saidCheck: false, at };
}

/** git check-ref-format, as far as a name could come to mean something else in a request. */
function checkTarget(name: string): void {
  const isBranch =
    /^(?!\/|-)[^\0-\x20\x7f~^:?*[\\]+$/.test(name) &&
    !/\.\.|\/\/|@\{|\/$|\.$|(^|\/)\.|\.lock(\/|$)/.test(name) &&
    name !== "@" &&
    name.length <= 255 &&
    name.isWellFormed();
  if (isBranch) return;
  throw new AppError("invalid_input", `${JSON.stringify(name)} is not the name of a branch.`);
}

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
