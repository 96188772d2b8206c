import { z } from "zod";
import type { ReviewRef } from "../forge.ts";
import type { ReviewComment } from "../forge-host.ts";
import type { GithubClient } from "./client.ts";
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
    .map(({ id, user: by, body, created_at: at, updated_at: changed }) => ({
      id: String(id),
      by: { id: String(by?.id ?? 0), name: by?.login ?? "ghost" },
      body: body ?? "",
      at: new Date(at),
      edited: changed !== at,
    }))
    .filter(({ at }) => at >= since)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Said once: a comment of the very same words is there already when its answer was lost. */
export async function comment(
  client: GithubClient,
  review: ReviewRef,
  body: string,
): Promise<void> {
  const { number } = await readPull(client, review);
  const [route = ""] = routes;
  const said = await client.pages(commentSchema, route, { number }, maxComments);
  if (said.some((entry) => entry.body === body)) return;
  await client.send(anyAnswer, "POST /repos/{owner}/{repo}/issues/{number}/comments", {
    number,
    body,
  });
}
