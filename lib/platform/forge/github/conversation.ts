import type { ReviewRef } from "../forge.ts";
import { type GithubClient, GraphqlRefusal } from "./client.ts";
import { statusOf } from "./failure.ts";
import { markReadyDocument } from "./graphql-documents.ts";
import { numberOf, readPull } from "./review.ts";
import { anyAnswer } from "./schemas.ts";

/** GitHub takes fifteen reviewers; more would be a mistake of ours. */
const maxReviewers = 15;

export async function readyReview(client: GithubClient, review: ReviewRef): Promise<void> {
  const known = client.own.drafts.get(review.number ?? 0);
  if (known !== undefined) {
    client.own.drafts.delete(review.number ?? 0);
    try {
      await client.mutate(anyAnswer, markReadyDocument, { pullRequestId: known });
      return;
    } catch (error) {
      // A person was faster, perhaps: the pull request itself says.
      if (!(error instanceof GraphqlRefusal)) throw error;
    }
  }
  const { draft, state, node_id: pullRequestId } = await readPull(client, review);
  if (draft !== true || state === "closed") return;
  await client.mutate(anyAnswer, markReadyDocument, { pullRequestId });
}

export async function updateReview(
  client: GithubClient,
  review: ReviewRef,
  { title, body }: { readonly title: string; readonly body: string },
): Promise<void> {
  const found = await readPull(client, review);
  if (found.title === title && (found.body ?? "") === body) return;
  const ask = { pull_number: found.number, title, body, isRepeatable: true };
  await client.send(anyAnswer, "PATCH /repos/{owner}/{repo}/pulls/{pull_number}", ask);
}

/** GitHub makes a label that the repository has none of. */
export async function labelReview(
  client: GithubClient,
  review: ReviewRef,
  labels: readonly string[],
): Promise<void> {
  if (labels.length === 0) return;
  const number = await numberOf(client, review);
  const ask = { issue_number: number, labels: [...labels], isRepeatable: true };
  await client.send(anyAnswer, "POST /repos/{owner}/{repo}/issues/{issue_number}/labels", ask);
}

/** `name` is a person, `organization/team` a team. */
export async function requestReviewers(
  client: GithubClient,
  review: ReviewRef,
  reviewers: readonly string[],
): Promise<void> {
  const wanted = [...new Set(reviewers)].slice(0, maxReviewers);
  if (wanted.length === 0) return;
  const { number } = await readPull(client, review);
  if (await request(client, number, wanted)) return;
  // One unknown name makes GitHub refuse them all.
  for (const one of wanted.length > 1 ? wanted : []) await request(client, number, [one]);
}

async function request(client: GithubClient, number: number, names: readonly string[]) {
  const teams = names.filter((name) => name.includes("/"));
  const ask = {
    pull_number: number,
    reviewers: names.filter((name) => !name.includes("/")),
    team_reviewers: teams.map((name) => name.slice(name.indexOf("/") + 1)),
    isRepeatable: true,
  };
  try {
    const route = "POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers";
    await client.send(anyAnswer, route, ask);
    return true;
  } catch (error) {
    if (statusOf(error) !== 422) throw error;
    return false;
  }
}
