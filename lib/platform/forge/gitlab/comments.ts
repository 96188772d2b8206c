import { AppError, isAppError } from "#lib/base/index.ts";
import type { ReviewComment } from "../forge-host.ts";
import type { ReviewRef } from "../review.ts";
import { type GitlabClient, read } from "./client.ts";
import { withoutQuickActions } from "./plain-text.ts";
import { requireMergeRequest } from "./reviews.ts";
import { note } from "./schemas.ts";

const maxBodyBytes = 1_000_000;
/** GitLab takes the two times one after the other while it saves a new note. */
const savingMs = 1000;

/** What people wrote from `since` on, oldest first. What GitLab notes down itself is left out. */
export async function listComments(
  client: GitlabClient,
  review: ReviewRef,
  since: Date,
): Promise<readonly ReviewComment[]> {
  const { iid } = await requireMergeRequest(client, review);
  return readComments(client, iid, since);
}

/** Says it once, also where the answer to it was lost: it looks before it says it again. */
export async function postComment(
  client: GitlabClient,
  review: ReviewRef,
  body: string,
): Promise<void> {
  const text = withoutQuickActions(body).trim();
  if (text === "") throw new AppError("invalid_input", "A comment needs words.");
  if (Buffer.byteLength(text) > maxBodyBytes) {
    throw new AppError("too_large", `A comment may have up to ${maxBodyBytes} bytes.`);
  }
  const { iid } = await requireMergeRequest(client, review);
  const before = await newestId(client, iid);
  const post = () => client.notes.create(client.projectId, iid, text);
  try {
    await post();
  } catch (error) {
    if (!isAppError(error, "unavailable")) throw error;
    const since = await readComments(client, iid, new Date(0));
    if (since.some((one) => Number(one.id) > before && one.body.trim() === text)) return;
    await post();
  }
}

async function newestId(client: GitlabClient, iid: number): Promise<number> {
  const found = await client.notes.all(client.projectId, iid, {
    sort: "desc",
    orderBy: "created_at",
    perPage: 1,
    maxPages: 1,
  });
  return Math.max(0, ...read(note.array(), found).map(({ id }) => id));
}

async function readComments(
  client: GitlabClient,
  iid: number,
  since: Date,
): Promise<readonly ReviewComment[]> {
  const found = await client.notes.all(client.projectId, iid, {
    sort: "desc",
    orderBy: "created_at",
    perPage: 100,
    maxPages: 20,
  });
  return read(note.array(), found)
    .filter(({ system, created_at }) => !system && created_at >= since)
    .map(({ id, author, body, created_at, updated_at }) => ({
      id: String(id),
      by: { id: String(author.id), name: author.username },
      body,
      at: created_at,
      edited: (updated_at ?? created_at).getTime() - created_at.getTime() > savingMs,
    }))
    .reverse();
}
