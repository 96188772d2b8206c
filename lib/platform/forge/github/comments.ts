import { z } from "zod";
import type { ReviewRef } from "../forge.ts";
import type { IssueComment, ReviewComment } from "../forge-host.ts";
import type { GithubClient } from "./client.ts";
import { statusOf } from "./failure.ts";
import { readPull } from "./review.ts";
import { anyAnswer, user } from "./schemas.ts";

const maxComments = 1000;

const commentSchema = z.object({
  id: z.number(),
  user: user.nullable(),
  body: z.string().nullish(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});

const routes = [
  "GET /repos/{owner}/{repo}/issues/{number}/comments",
  "GET /repos/{owner}/{repo}/pulls/{number}/comments",
];

/** What was said on the pull request and on its lines, oldest first. */
export async function listComments(
  client: GithubClient,
  review: ReviewRef,
  since: Date,
): Promise<readonly ReviewComment[]> {
  const { number } = await readPull(client, review);
  const ask = { number, since: since.toISOString() };
  const lists = await Promise.all(
    routes.map((route) => client.pages(commentSchema, route, ask, maxComments)),
  );
  return lists
    .flat()
    .map(commentOf)
    .filter(({ at }) => at >= since)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

function commentOf(one: z.infer<typeof commentSchema>): ReviewComment {
  const { id, user: by, body, created_at: at, updated_at: changed } = one;
  return {
    id: String(id),
    by: { id: String(by?.id ?? 0), name: by?.login ?? "ghost" },
    body: body ?? "",
    at: new Date(at),
    edited: changed !== at,
  };
}

/** Said once: a comment of the very same words is there already when its answer was lost. */
export async function comment(
  client: GithubClient,
  review: ReviewRef,
  body: string,
): Promise<void> {
  const { number } = await readPull(client, review);
  await commentOnIssue(client, number, body);
}

/** To GitHub's comments a pull request is an issue. */
export async function commentOnIssue(
  client: GithubClient,
  number: number,
  body: string,
): Promise<void> {
  const [route = ""] = routes;
  const said = await client.pages(commentSchema, route, { number }, maxComments);
  if (said.some((entry) => entry.body === body)) return;
  await client.send(anyAnswer, "POST /repos/{owner}/{repo}/issues/{number}/comments", {
    number,
    body,
  });
}

const issueComment = commentSchema.extend({ html_url: z.url(), issue_url: z.url() });

export async function readIssueComment(
  client: GithubClient,
  issue: number,
  commentId: string,
): Promise<IssueComment | null> {
  if (!/^\d{1,15}$/.test(commentId)) return null;
  try {
    const route = "GET /repos/{owner}/{repo}/issues/comments/{comment_id}";
    const found = await client.send(issueComment, route, { comment_id: commentId });
    const { html_url: url, issue_url: place } = found;
    // The page of a pull request is below /pull/, though its comments are an issue's.
    const isThere = place.endsWith(`/issues/${issue}`) && url.includes(`/issues/${issue}#`);
    return isThere ? { ...commentOf(found), url } : null;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return null;
  }
}
