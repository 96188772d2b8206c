import { z } from "zod";

/** What is read of GitHub's answers, and no more; everything else in them is ignored. */
export const objectId = z.string().regex(/^[0-9a-f]{40}$/);

export const user = z.object({ id: z.number(), login: z.string(), type: z.string() });

export const repository = z.object({
  id: z.number(),
  node_id: z.string(),
  full_name: z.string(),
  default_branch: z.string(),
  archived: z.boolean(),
  private: z.boolean(),
  permissions: z.object({ push: z.boolean() }).optional(),
});

export const branchTip = z.object({
  commit: z.object({
    sha: objectId,
    commit: z.object({ tree: z.object({ sha: objectId }) }),
  }),
});

export const gitCommit = z.object({
  sha: objectId,
  tree: z.object({ sha: objectId }),
  parents: z.array(z.object({ sha: objectId })),
  message: z.string(),
  author: z.object({ name: z.string(), email: z.string(), date: z.iso.datetime({ offset: true }) }),
  verification: z.object({ verified: z.boolean() }).optional(),
});

export const gitTree = z.object({
  sha: objectId,
  truncated: z.boolean().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      sha: objectId,
      size: z.number().optional(),
    }),
  ),
});

export const blob = z.object({ content: z.string(), encoding: z.literal("base64") });

export const gitRef = z.object({
  ref: z.string(),
  object: z.object({ type: z.string(), sha: objectId }),
});

export const comparison = z.object({ merge_base_commit: z.object({ sha: objectId }) });

export const pullListed = z.object({
  number: z.number(),
  node_id: z.string(),
  html_url: z.string(),
  state: z.enum(["open", "closed"]),
  title: z.string(),
  body: z.string().nullable(),
  draft: z.boolean().optional(),
  merged_at: z.string().nullable(),
  merge_commit_sha: z.string().nullable(),
  head: z.object({
    ref: z.string(),
    sha: objectId,
    repo: z.object({ id: z.number() }).nullable(),
  }),
  base: z.object({
    ref: z.string(),
    sha: objectId,
    repo: z.object({ id: z.number(), node_id: z.string() }),
  }),
});

export const pull = pullListed.extend({
  merged: z.boolean(),
  /** Null until GitHub has tried it out. */
  mergeable: z.boolean().nullish(),
});
export type Pull = z.infer<typeof pull>;
export type PullListed = z.infer<typeof pullListed>;

/** The answers of graphql-documents.ts. */
export const inspected = z.object({
  repository: z.object({
    id: z.string(),
    nameWithOwner: z.string(),
    isArchived: z.boolean(),
    viewerPermission: z.string().nullable(),
    defaultBranchRef: z
      .object({
        name: z.string(),
        target: z.object({
          oid: objectId,
          tree: z.object({ oid: objectId }),
          statusCheckRollup: z
            .object({
              contexts: z.object({
                nodes: z.array(
                  z.object({ name: z.string().optional(), context: z.string().optional() }),
                ),
              }),
            })
            .nullable(),
        }),
      })
      .nullable(),
  }),
});

export const openedReview = z.object({
  createPullRequest: z.object({
    pullRequest: z.object({
      id: z.string(),
      number: z.number(),
      url: z.string(),
      isDraft: z.boolean(),
      headRefOid: objectId,
      baseRefOid: objectId,
    }),
  }),
});

export const anyAnswer = z.unknown();
