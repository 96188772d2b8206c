import { z } from "zod";

/** What is read of GitHub's webhooks, by the names of their events. */
const text = z.string().max(1000);
const account = z.object({ id: z.number(), login: text }).nullable();
const listed = z.array(z.object({ id: z.number() }));

export const common = z.object({
  installation: z.object({ id: z.number() }).nullish(),
  repository: z.object({ id: z.number(), full_name: text }).nullish(),
});

export const push = z.object({ ref: text, before: text, after: text });

export const pullRequest = z.object({
  action: text,
  number: z.number(),
  pull_request: z.object({
    merged: z.boolean().nullish(),
    head: z.object({ ref: text, sha: text }),
  }),
});

export const review = z.object({
  action: text,
  review: z.object({ state: text, user: account, commit_id: text.nullish() }),
  pull_request: z.object({ number: z.number() }),
});

export const issueComment = z.object({
  action: text,
  issue: z.object({ number: z.number(), pull_request: z.unknown().optional() }),
  comment: z.object({ id: z.number(), user: account }),
});

export const reviewComment = z.object({
  action: text,
  comment: z.object({ id: z.number(), user: account }),
  pull_request: z.object({ number: z.number() }),
});

export const checkRun = z.object({
  check_run: z.object({ name: text, head_sha: text, status: text }),
});

export const checkSuite = z.object({
  check_suite: z.object({ head_sha: text, status: text.nullable() }),
});

export const workflowRun = z.object({
  workflow_run: z.object({ head_sha: text, status: text.nullable() }),
});

export const status = z.object({ sha: text, state: text, context: text });

export const repositoryEvent = z.object({
  action: text,
  changes: z.object({ default_branch: z.unknown().optional() }).nullish(),
});

export const installation = z.object({ action: text, repositories: listed.nullish() });

export const installationRepositories = z.object({
  repositories_added: listed,
  repositories_removed: listed,
});
