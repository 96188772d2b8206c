import { createHash } from "node:crypto";
import type { Change, Comment, Issue, Repository } from "../state.ts";
import {
  type Call,
  changeOf,
  created,
  notFound,
  ok,
  paged,
  projectOf,
  type Routes,
  required,
} from "./call.ts";
import { noteOf } from "./entities.ts";
import { runQuickActions } from "./merge-request-routes.ts";

interface ShownNote {
  readonly note: Comment;
  readonly system: boolean;
}

/** Comments, and what GitLab itself notes down when somebody approves. */
function notesOf(change: Change): readonly ShownNote[] {
  const verdicts = change.reviews
    .filter(({ state }) => state === "approved" || state === "dismissed")
    .map(({ id, user, submittedAtMs }) => ({
      note: { id: id + 1, user, body: "approved this merge request", createdAtMs: submittedAtMs },
      system: true,
    }));
  const comments = change.comments.map((note) => ({ note, system: false }));
  return [...comments, ...verdicts].sort((a, b) => a.note.createdAtMs - b.note.createdAtMs);
}

function issueOf(call: Call, repository: Repository): Issue {
  const issue = repository.issues.get(Number(call.params[1]));
  if (issue === undefined) throw notFound("Issue");
  return issue;
}

function addNote(call: Call, repository: Repository, on: Change | Issue): Comment {
  const body = runQuickActions(call, required(call, "body"));
  call.forge.comment(repository, on, call.token.user, body);
  const note = on.comments.at(-1);
  if (note === undefined) throw new Error("The comment was not kept.");
  return note;
}

const discussionId = (note: Comment) => createHash("sha1").update(String(note.id)).digest("hex");

export const noteRoutes: Routes = {
  "GET /projects/*/merge_requests/*/notes": (call) => {
    const repository = projectOf(call);
    const change = changeOf(call, repository);
    const shown = notesOf(change);
    // Newest first unless asked otherwise.
    const sorted = call.query.get("sort") === "asc" ? shown : shown.toReversed();
    return paged(call, sorted, ({ note, system }) =>
      noteOf(call, change, repository, note, system),
    );
  },
  "POST /projects/*/merge_requests/*/notes": (call) => {
    const repository = projectOf(call);
    const change = changeOf(call, repository);
    return created(noteOf(call, change, repository, addNote(call, repository, change), false));
  },
  "GET /projects/*/issues/*/notes": (call) => {
    const repository = projectOf(call);
    const issue = issueOf(call, repository);
    const sorted = call.query.get("sort") === "asc" ? issue.comments : issue.comments.toReversed();
    return paged(call, sorted, (note) => noteOf(call, issue, repository, note, false));
  },
  "GET /projects/*/issues/*/notes/*": (call) => {
    const repository = projectOf(call);
    const issue = issueOf(call, repository);
    const note = issue.comments.find(({ id }) => String(id) === call.params[2]);
    if (note === undefined) throw notFound("Note");
    return ok(noteOf(call, issue, repository, note, false));
  },
  "POST /projects/*/issues/*/notes": (call) => {
    const repository = projectOf(call);
    const issue = issueOf(call, repository);
    return created(noteOf(call, issue, repository, addNote(call, repository, issue), false));
  },
  "GET /projects/*/merge_requests/*/discussions": (call) => {
    const repository = projectOf(call);
    const change = changeOf(call, repository);
    return paged(call, notesOf(change), ({ note, system }) => ({
      id: discussionId(note),
      individual_note: true,
      notes: [noteOf(call, change, repository, note, system)],
    }));
  },
  "POST /projects/*/merge_requests/*/discussions": (call) => {
    const repository = projectOf(call);
    const change = changeOf(call, repository);
    const note = addNote(call, repository, change);
    const notes = [noteOf(call, change, repository, note, false)];
    return created({ id: discussionId(note), individual_note: false, notes });
  },
  "PUT /projects/*/merge_requests/*/discussions/*": (call) => {
    const repository = projectOf(call, "write");
    const change = changeOf(call, repository);
    const note = change.comments.find((comment) => discussionId(comment) === call.params[2]);
    if (note === undefined) throw notFound("Discussion");
    const { resolvedNotes } = call.settings.extrasOf(repository, change);
    if (required(call, "resolved") === "true") resolvedNotes.add(note.id);
    else resolvedNotes.delete(note.id);
    const notes = [noteOf(call, change, repository, note, false)];
    return ok({ id: discussionId(note), individual_note: false, notes });
  },
};
