import { z } from "zod";

export const objectId = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);

const account = z.object({ id: z.int(), username: z.string() });
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const project = z.object({
  id: z.int(),
  path_with_namespace: z.string(),
  default_branch: z.string().nullish(),
  archived: z.boolean().nullish(),
  empty_repo: z.boolean().nullish(),
  permissions: z
    .object({
      project_access: z.object({ access_level: z.coerce.number() }).nullish(),
      group_access: z.object({ access_level: z.coerce.number() }).nullish(),
    })
    .nullish(),
});

export const commit = z.object({
  id: objectId,
  parent_ids: z.array(objectId),
  message: z.string(),
});

export const authoredCommit = commit.extend({
  author_name: z.string(),
  author_email: z.string(),
  authored_date: time,
});

export const branch = z.object({ name: z.string(), commit });

export const treeEntry = z.object({
  id: objectId,
  name: z.string().min(1),
  mode: z.string().regex(/^[0-7]{6}$/),
});

export const mergeRequest = z.object({
  iid: z.int().positive(),
  title: z.string(),
  description: z.string().nullable(),
  state: z.enum(["opened", "closed", "merged", "locked"]),
  draft: z.boolean().optional(),
  source_branch: z.string(),
  target_branch: z.string(),
  source_project_id: z.int().nullable(),
  has_conflicts: z.boolean().nullish(),
  /** Not there until GitLab has prepared the diff. */
  sha: objectId.nullish(),
  merge_commit_sha: objectId.nullish(),
  squash_commit_sha: objectId.nullish(),
  reviewers: z.array(account).nullish(),
  web_url: z.string(),
});
export type MergeRequest = z.infer<typeof mergeRequest>;

export const approvals = z.object({
  approved_by: z.array(z.object({ user: account, approved_at: time.nullish() })).nullish(),
});

export const reviewer = z.object({
  user: account,
  state: z.string(),
  created_at: time.nullish(),
});

export const note = z.object({
  id: z.int(),
  body: z.string(),
  author: account,
  created_at: time,
  updated_at: time.nullish(),
  system: z.boolean(),
});

export const user = account;

export const pipeline = z.object({
  id: z.int(),
  sha: objectId,
  status: z.string(),
  source: z.string().nullish(),
});

export const job = z.object({
  id: z.int(),
  name: z.string(),
  status: z.string(),
  allow_failure: z.boolean().nullish(),
  failure_reason: z.string().nullish(),
  web_url: z.string().nullish(),
});

export const commitStatus = z.object({
  id: z.int(),
  name: z.string(),
  status: z.string(),
  description: z.string().nullish(),
  target_url: z.string().nullish(),
});

export const finding = z.object({
  id: z.union([z.string(), z.int()]).transform(String),
  name: z.string().nullish(),
  description: z.string().nullish(),
  severity: z.string().nullish(),
  state: z.string().nullish(),
  solution: z.string().nullish(),
  state_transitions: z
    .array(
      z.object({
        to_state: z.string().nullish(),
        dismissal_reason: z.string().nullish(),
        comment: z.string().nullish(),
      }),
    )
    .nullish(),
  scanner: z.object({ name: z.string().nullish() }).nullish(),
  identifiers: z
    .array(z.object({ external_type: z.string().nullish(), external_id: z.string().nullish() }))
    .nullish(),
  location: z
    .object({
      file: z.string().nullish(),
      start_line: z.coerce.number().int().nullish(),
      end_line: z.coerce.number().int().nullish(),
      dependency: z
        .object({
          package: z.object({ name: z.string().nullish() }).nullish(),
          version: z.string().nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
