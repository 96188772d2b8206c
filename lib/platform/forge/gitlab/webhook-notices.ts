import { z } from "zod";
import type { ForgeNotice } from "../forge-notice.ts";
import { objectId } from "./schemas.ts";

const account = z.object({ id: z.int(), username: z.string() });
const number = z.int().positive();

const push = z.object({ ref: z.string(), before: objectId, after: objectId });
const review = z.object({
  user: account,
  object_attributes: z.object({
    iid: number,
    action: z.string().optional(),
    oldrev: z.string().optional(),
    source_branch: z.string(),
    last_commit: z.object({ id: objectId }),
  }),
});
const comment = z.object({
  user: account,
  object_attributes: z.object({ id: z.int(), system: z.boolean().nullish() }),
  merge_request: z.object({ iid: number }).nullish(),
  issue: z.object({ iid: number }).nullish(),
});
const pipeline = z.object({ object_attributes: z.object({ sha: objectId, status: z.string() }) });
const system = z.object({ event_name: z.string() });

const actions = new Map(
  Object.entries({
    open: "opened",
    close: "closed",
    merge: "merged",
    reopen: "reopened",
  } as const),
);

/** GitLab says "approval" for one of several that are needed, and "approved" for the last. */
const verdicts = new Map(
  Object.entries({
    approved: "approved",
    approval: "approved",
    unapproved: "withdrawn",
    unapproval: "withdrawn",
  } as const),
);

/** System hooks do not say what of a project was updated: whoever hears it looks at all of it. */
const changes = new Map(
  Object.entries({
    project_rename: "renamed",
    project_transfer: "transferred",
    project_destroy: "deleted",
    project_update: "default_branch",
  } as const),
);

const finished = ["success", "failed", "canceled", "skipped"];

/** What a delivery is a reason to look at; nothing for an event that Etna has no use for. */
export function noticesOf(event: string, payload: unknown): readonly ForgeNotice[] {
  const read = readers.get(event);
  const notice = read === undefined ? null : read(payload);
  return notice === null ? [] : [notice];
}

const readers = new Map<string, (payload: unknown) => ForgeNotice | null>(
  Object.entries({
    "Push Hook": parsed(push, ({ ref, before, after }) =>
      ref.startsWith("refs/heads/")
        ? {
            kind: "push",
            branch: ref.slice("refs/heads/".length),
            before: /^0+$/.test(before) ? null : before,
            after: /^0+$/.test(after) ? null : after,
          }
        : null,
    ),
    "Merge Request Hook": parsed(review, reviewNotice),
    "Note Hook": parsed(comment, commentNotice),
    "Pipeline Hook": parsed(pipeline, ({ object_attributes: { sha, status } }) => ({
      kind: "ci",
      commit: sha,
      finished: finished.includes(status),
    })),
    "System Hook": parsed(system, ({ event_name }) => {
      const change = changes.get(event_name);
      return change === undefined ? null : { kind: "repository", change };
    }),
  }),
);

/** Of notes on commits and snippets Etna takes none. */
function commentNotice(payload: z.infer<typeof comment>): ForgeNotice | null {
  const { user, object_attributes, merge_request, issue } = payload;
  const on = merge_request ?? issue;
  if (object_attributes.system === true || !on) return null;
  const kind = on === merge_request ? "comment" : "issue_comment";
  const by = { id: String(user.id), name: user.username };
  return { kind, number: on.iid, id: String(object_attributes.id), by };
}

function reviewNotice({ user, object_attributes }: z.infer<typeof review>): ForgeNotice {
  const { iid, action = "", oldrev, source_branch, last_commit } = object_attributes;
  const verdict = verdicts.get(action);
  if (verdict !== undefined) {
    const by = { id: String(user.id), name: user.username };
    return { kind: "verdict", number: iid, verdict, by, headCommit: last_commit.id };
  }
  return {
    kind: "review",
    number: iid,
    action: actions.get(action) ?? (oldrev === undefined ? "changed" : "pushed"),
    branch: source_branch,
    headCommit: last_commit.id,
  };
}

/** A payload of another form is nothing to act on: GitLab adds events faster than they matter. */
function parsed<T>(schema: z.ZodType<T>, notice: (payload: T) => ForgeNotice | null) {
  return (payload: unknown) => {
    const { success, data } = schema.safeParse(payload);
    return success ? notice(data) : null;
  };
}
