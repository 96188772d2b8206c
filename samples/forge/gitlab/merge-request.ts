import type { ExpandedMergeRequestSchema } from "@gitbeaker/core";
import type { Change, Repository } from "../state.ts";
import { type Call, pathOf } from "./call.ts";
import { isoOf, pipelineOf, userOf } from "./entities.ts";

const draftPrefix = /^(\s*(\[draft\]|\(draft\)|draft:|draft - ))+\s*/i;

export function parseTitle(title: string): { readonly title: string; readonly draft: boolean } {
  return { title: title.replace(draftPrefix, ""), draft: draftPrefix.test(title) };
}

/** Everyone whose approval stands: the last verdict of each. */
export function approvalsOf(change: Change) {
  const last = new Map(change.reviews.map((review) => [review.user.login, review]));
  return [...last.values()].filter(({ state }) => state === "approved");
}

/** Why the merge request cannot be merged now, in GitLab's word; "mergeable" where it can. */
export async function detailedStatus(call: Call, repository: Repository, change: Change) {
  const settings = call.settings.of(repository);
  const extras = call.settings.extrasOf(repository, change);
  if (change.state !== "open") return "not_open";
  if (extras.looksLeft > 0) return "preparing";
  if (change.draft) return "draft_status";
  const newest = repository.pipelines.findLast(({ sha }) => sha === change.headSha);
  if (settings.requiresPipeline) {
    if (newest?.status === "running" || newest?.status === "queued") return "ci_still_running";
    if (newest?.status !== "success") return "ci_must_pass";
  }
  const open = change.comments.some(({ id }) => !extras.resolvedNotes.has(id));
  if (settings.requiresResolvedDiscussions && open) return "discussions_not_resolved";
  if (approvalsOf(change).length < settings.approvalsRequired) return "not_approved";
  const { git } = repository;
  const target = await git.resolve(`refs/heads/${change.baseBranch}`);
  if (target === null) return "broken_status";
  if (settings.mergeMethod !== "merge" && !(await git.isAncestor(target, change.headSha))) {
    return "need_rebase";
  }
  return (await git.mergedTree(target, change.headSha)) === null ? "conflict" : "mergeable";
}

/** In lists GitLab leaves out what it would have to ask git for. */
export async function mergeRequestOf(
  call: Call,
  repository: Repository,
  change: Change,
  look: "list" | "one" = "one",
) {
  const { baseUrl } = call;
  const { git } = repository;
  const extras = call.settings.extrasOf(repository, change);
  const prepared = extras.looksLeft === 0;
  const detailed = await detailedStatus(call, repository, change);
  const target = await git.resolve(`refs/heads/${change.baseBranch}`);
  const base = target === null ? null : await git.mergeBase(target, change.headSha);
  const { mergedWith, mergeCommit } = change;
  const merging = mergedWith === "merge" || mergedWith === "squash_merge";
  const parents =
    mergedWith === "squash_merge" && mergeCommit !== null
      ? (await git.commit(mergeCommit)).parents
      : [];
  const closed = change.state === "closed" && change.closedAtMs !== null;
  const merged = change.state === "merged" && change.mergedAtMs !== null;
  const mergedBy = change.mergedBy === null ? null : userOf(baseUrl, change.mergedBy);
  const shared = {
    id: change.id,
    iid: change.number,
    project_id: repository.id,
    title: change.draft ? `Draft: ${change.title}` : change.title,
    description: change.body,
    state: change.state === "open" ? "opened" : change.state,
    created_at: isoOf(change.createdAtMs),
    updated_at: isoOf(change.updatedAtMs),
    merged_by: mergedBy,
    merge_user: mergedBy,
    merged_at: merged ? isoOf(change.mergedAtMs ?? 0) : null,
    closed_by: null,
    closed_at: closed ? isoOf(change.closedAtMs ?? 0) : null,
    target_branch: change.baseBranch,
    source_branch: change.headBranch,
    user_notes_count: change.comments.length,
    upvotes: 0,
    downvotes: 0,
    author: userOf(baseUrl, change.author),
    assignees: [],
    assignee: null,
    reviewers: [...change.reviewers].flatMap((login) => {
      const user = call.forge.state.users.get(login);
      return user === undefined ? [] : [userOf(baseUrl, user)];
    }),
    source_project_id: change.headRepository.id,
    target_project_id: repository.id,
    labels: [...change.labels],
    draft: change.draft,
    work_in_progress: change.draft,
    milestone: null,
    merge_when_pipeline_succeeds: false,
    merge_status: prepared
      ? detailed === "conflict"
        ? "cannot_be_merged"
        : "can_be_merged"
      : "checking",
    detailed_merge_status: detailed,
    sha: prepared ? change.headSha : null,
    merge_commit_sha: merging ? mergeCommit : null,
    squash_commit_sha:
      mergedWith === "squash"
        ? mergeCommit
        : mergedWith === "squash_merge"
          ? (parents[1] ?? null)
          : null,
    discussion_locked: null,
    should_remove_source_branch: null,
    force_remove_source_branch: false,
    prepared_at: prepared ? isoOf(change.createdAtMs) : null,
    reference: `!${change.number}`,
    references: {
      short: `!${change.number}`,
      relative: `!${change.number}`,
      full: `${pathOf(repository)}!${change.number}`,
    },
    web_url: `${baseUrl}/${pathOf(repository)}/-/merge_requests/${change.number}`,
    squash: false,
    has_conflicts: detailed === "conflict",
    blocking_discussions_resolved: true,
  };
  // The types of @gitbeaker know neither an unprepared merge request nor the newer statuses.
  type Known = Omit<
    Partial<ExpandedMergeRequestSchema>,
    "sha" | "detailed_merge_status" | "diff_refs"
  >;
  shared satisfies Known;
  if (look === "list") return shared;
  if (extras.looksLeft > 0) extras.looksLeft -= 1;
  const head = repository.pipelines.findLast(({ sha }) => sha === change.headSha);
  return {
    ...shared,
    subscribed: false,
    changes_count: prepared ? "1" : null,
    head_pipeline: head === undefined ? null : pipelineOf(call, repository, head),
    diff_refs:
      prepared && base !== null
        ? { base_sha: base, head_sha: change.headSha, start_sha: target ?? base }
        : null,
    merge_error: null,
    first_contribution: false,
    user: { can_merge: true },
  };
}

export function approvalsEntity(call: Call, repository: Repository, change: Change) {
  const settings = call.settings.of(repository);
  const approvals = approvalsOf(change);
  return {
    user_has_approved: approvals.some(({ user }) => user.login === call.token.user.login),
    user_can_approve: change.author.login !== call.token.user.login,
    approved: approvals.length >= settings.approvalsRequired,
    approved_by: approvals.map(({ user, submittedAtMs }) => ({
      user: userOf(call.baseUrl, user),
      ...(settings.tellsApprovalTime && { approved_at: isoOf(submittedAtMs) }),
    })),
  };
}
