import { z } from "zod";
import type { ReviewRef } from "../forge.ts";
import type { ReviewVerdict } from "../forge-host.ts";
import type { GithubClient } from "./client.ts";
import { statusOf } from "./failure.ts";
import { readPull } from "./review.ts";
import { objectId, user } from "./schemas.ts";

const maxReviews = 3000;

const reviewSchema = z.object({
  id: z.number(),
  user: user.nullable(),
  state: z.string(),
  commit_id: objectId.nullable(),
  submitted_at: z.iso.datetime().optional(),
});

const opinions = ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"];

/**
 * Each person's last opinion, where it is not dismissed. Of those who may write alone: on a public
 * repository anyone at all can approve, and GitHub does not count it either.
 */
export async function listVerdicts(
  client: GithubClient,
  review: ReviewRef,
): Promise<readonly ReviewVerdict[]> {
  const { number } = await readPull(client, review);
  const route = "GET /repos/{owner}/{repo}/pulls/{number}/reviews";
  const reviews = await client.pages(reviewSchema, route, { number }, maxReviews);
  const last = new Map<number, ReviewVerdict & { readonly isDismissed: boolean }>();
  for (const { id, user: by, state, commit_id, submitted_at } of reviews) {
    if (by === null || by.type !== "User" || !opinions.includes(state)) continue;
    last.set(by.id, {
      id: String(id),
      by: { id: String(by.id), name: by.login },
      verdict: state === "APPROVED" ? "approved" : "changes_requested",
      headCommit: commit_id,
      at: submitted_at === undefined ? null : new Date(submitted_at),
      isDismissed: state === "DISMISSED",
    });
  }
  const standing: ReviewVerdict[] = [];
  for (const { isDismissed, ...verdict } of last.values()) {
    if (!isDismissed && (await mayWrite(client, verdict.by.name))) standing.push(verdict);
  }
  return standing;
}

async function mayWrite(client: GithubClient, username: string): Promise<boolean> {
  const schema = z.object({ permission: z.string() });
  try {
    const route = "GET /repos/{owner}/{repo}/collaborators/{username}/permission";
    const { permission } = await client.poll(schema, route, { username });
    return permission === "admin" || permission === "write";
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return false;
  }
}
