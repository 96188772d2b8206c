import { z } from "zod";
import { AppError, isAppError } from "#lib/base/index.ts";
import type { IssueComment, ReviewComment } from "../forge-host.ts";
import type { ReviewRef } from "../review.ts";
import { type GitlabClient, read } from "./client.ts";
import { statusOf } from "./failure.ts";
import { withoutQuickActions } from "./plain-text.ts";
import { requireMergeRequest } from "./reviews.ts";
import { note, project } from "./schemas.ts";

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
  return readComments(client, client.notes, iid, since);
}

/** Says it once, also where the answer to it was lost: it looks before it says it again. */
export async function postComment(
  client: GitlabClient,
  review: ReviewRef,
  body: string,
): Promise<void> {
  const text = textOf(body);
  const { iid } = await requireMergeRequest(client, review);
  await say(client, client.notes, iid, text);
}

function textOf(body: string): string {
  const text = withoutQuickActions(body).trim();
  if (text === "") throw new AppError("invalid_input", "A comment needs words.");
  if (Buffer.byteLength(text) > maxBodyBytes) {
    throw new AppError("too_large", `A comment may have up to ${maxBodyBytes} bytes.`);
  }
  return text;
}

/** Merge requests and issues have notes of the same kind in two places. */
interface Notes {
  all(
    projectId: number,
    iid: number,
    options: {
      readonly sort: "desc";
      readonly orderBy: "created_at";
      readonly perPage: number;
      readonly maxPages: number;
    },
  ): Promise<unknown>;
  create(projectId: number, iid: number, body: string): Promise<unknown>;
}

async function say(client: GitlabClient, notes: Notes, iid: number, text: string): Promise<void> {
  const before = await newestId(client, notes, iid);
  const post = () => notes.create(client.projectId, iid, text);
  try {
    await post();
  } catch (error) {
    if (!isAppError(error, "unavailable")) throw error;
    const since = await readComments(client, notes, iid, new Date(0));
    if (since.some((one) => Number(one.id) > before && one.body.trim() === text)) return;
    await post();
  }
}

async function newestId(client: GitlabClient, notes: Notes, iid: number): Promise<number> {
  const found = await notes.all(client.projectId, iid, {
    sort: "desc",
    orderBy: "created_at",
    perPage: 1,
    maxPages: 1,
  });
  return Math.max(0, ...read(note.array(), found).map(({ id }) => id));
}

async function readComments(
  client: GitlabClient,
  notes: Notes,
  iid: number,
  since: Date,
): Promise<readonly ReviewComment[]> {
  const found = await notes.all(client.projectId, iid, {
    sort: "desc",
    orderBy: "created_at",
    perPage: 100,
    maxPages: 20,
  });
  return read(note.array(), found)
    .filter(({ system, created_at }) => !system && created_at >= since)
    .map(commentOf)
    .reverse();
}

function commentOf({ id, author, body, created_at, updated_at }: z.infer<typeof note>) {
  return {
    id: String(id),
    by: { id: String(author.id), name: author.username },
    body,
    at: created_at,
    edited: (updated_at ?? created_at).getTime() - created_at.getTime() > savingMs,
  };
}

export async function readIssueComment(
  client: GitlabClient,
  issue: number,
  commentId: string,
): Promise<IssueComment | null> {
  if (!/^\d{1,15}$/.test(commentId)) return null;
  const { projectId, projects, issueNotes } = client;
  try {
    const found = read(note, await issueNotes.show(projectId, issue, Number(commentId)));
    if (found.system) return null;
    const { web_url: page } = read(addressed, await projects.show(projectId));
    return { ...commentOf(found), url: `${page}/-/issues/${issue}#note_${found.id}` };
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return null;
  }
}

const addressed = project.extend({ web_url: z.url() });

export async function commentOnIssue(
  client: GitlabClient,
  issue: number,
  body: string,
): Promise<void> {
  const text = textOf(body);
  const said = await readComments(client, client.issueNotes, issue, new Date(0));
  if (said.some((one) => one.body.trim() === text)) return;
  await say(client, client.issueNotes, issue, text);
}
