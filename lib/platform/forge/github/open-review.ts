import { AppError } from "#lib/base/index.ts";
import { etnaBranch } from "../etna-branch.ts";
import type { OpenedReview, ReviewRequest } from "../forge.ts";
import { branchTip } from "./branch.ts";
import { type GithubClient, GraphqlRefusal } from "./client.ts";
import { statusOf, wordsOf } from "./failure.ts";
import { openReviewDocument } from "./graphql-documents.ts";
import { openedReview, type PullListed, pull, pullListed } from "./schemas.ts";
import { checkTarget } from "./target-branch.ts";

const pullsRoute = "/repos/{owner}/{repo}/pulls";

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
