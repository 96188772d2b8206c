import { createHmac } from "node:crypto";
import type { ForgeEvent } from "../events.ts";
import type { Delivery, HookMessage } from "../server.ts";
import type { Change, Hook, Repository, User } from "../state.ts";
import { pathOf } from "./call.ts";
import { userOf } from "./entities.ts";

/** GitLab's webhook bodies: https://docs.gitlab.com/user/project/integrations/webhook_events/ */
export function messageOf(event: ForgeEvent, baseUrl: string): HookMessage | null {
  if (event.kind === "push") return pushOf(event, baseUrl);
  if (event.kind === "change") {
    const action = actionOf(event.action);
    const before = event.action === "pushed" ? { oldrev: event.change.baseSha } : {};
    return mergeRequestOf(event.repository, event.change, event.by, action, baseUrl, before);
  }
  if (event.kind === "review") {
    if (event.action === "submitted" && event.review.state !== "approved") return null;
    const action = event.action === "submitted" ? "approved" : "unapproved";
    return mergeRequestOf(event.repository, event.change, event.by, action, baseUrl);
  }
  if (event.kind === "comment") return noteOf(event, baseUrl);
  if (event.kind === "pipeline") return pipelineOf(event, baseUrl);
  if (event.kind === "repository") {
    // Renames and the like come from system hooks, which an administrator sets up.
    const names = {
      renamed: "project_rename",
      transferred: "project_transfer",
      deleted: "project_destroy",
      archived: "project_update",
      default_branch: "project_update",
    } as const;
    const { repository, action } = event;
    return {
      event: "System Hook",
      payload: {
        event_name: names[action],
        project_id: repository.id,
        path: repository.name,
        path_with_namespace: pathOf(repository),
        old_path_with_namespace: event.formerName,
      },
    };
  }
  return null;
}

export function hookName(message: HookMessage): string {
  const names: Readonly<Record<string, string>> = {
    "Push Hook": "push",
    "Merge Request Hook": "merge_request",
    "Note Hook": "note",
    "Pipeline Hook": "pipeline",
    "System Hook": "repository",
  };
  return names[message.event] ?? "";
}

/** Newer versions sign as Standard Webhooks do; every version sends the plain token. */
export function headersOf(
  hook: Hook,
  message: HookMessage,
  id: Delivery["id"],
  body: string,
  about: { readonly baseUrl: string; readonly signs: boolean; readonly nowMs: number },
): Record<string, string> {
  const timestamp = String(Math.floor(about.nowMs / 1000));
  const signature = createHmac("sha256", hook.secret)
    .update(`${id}.${timestamp}.${body}`)
    .digest("base64");
  return {
    "x-gitlab-event": message.event,
    "x-gitlab-token": hook.secret,
    "x-gitlab-event-uuid": id,
    "x-gitlab-webhook-uuid": `00000000-0000-4000-8000-${String(hook.id).padStart(12, "0")}`,
    "x-gitlab-instance": about.baseUrl,
    "idempotency-key": id,
    "user-agent": "GitLab/19.5.0",
    ...(about.signs && {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
    }),
  };
}

function actionOf(action: Extract<ForgeEvent, { kind: "change" }>["action"]): string {
  const words = { opened: "open", closed: "close", reopened: "reopen", merged: "merge" } as const;
  return words[action as keyof typeof words] ?? "update";
}

function projectOf(repository: Repository, baseUrl: string) {
  return {
    id: repository.id,
    name: repository.name,
    path_with_namespace: pathOf(repository),
    default_branch: repository.defaultBranch,
    visibility_level: repository.private ? 0 : 20,
    web_url: `${baseUrl}/${pathOf(repository)}`,
  };
}

function personOf(user: User, baseUrl: string) {
  const { id, name, username, avatar_url } = userOf(baseUrl, user);
  return { id, name, username, avatar_url, email: "[REDACTED]" };
}

function attributesOf(change: Change, repository: Repository, baseUrl: string) {
  return {
    id: change.id,
    iid: change.number,
    title: change.draft ? `Draft: ${change.title}` : change.title,
    description: change.body,
    state: change.state === "open" ? "opened" : change.state,
    draft: change.draft,
    source_branch: change.headBranch,
    target_branch: change.baseBranch,
    source_project_id: change.headRepository.id,
    target_project_id: repository.id,
    author_id: change.author.id,
    last_commit: { id: change.headSha },
    merge_commit_sha: change.mergedWith === "merge" ? change.mergeCommit : null,
    url: `${baseUrl}/${pathOf(repository)}/-/merge_requests/${change.number}`,
  };
}

function pushOf(event: Extract<ForgeEvent, { kind: "push" }>, baseUrl: string): HookMessage {
  const { repository, branch, before, after, by } = event;
  return {
    event: "Push Hook",
    payload: {
      object_kind: "push",
      event_name: "push",
      before,
      after,
      ref: `refs/heads/${branch}`,
      checkout_sha: /^0+$/.test(after) ? null : after,
      user_id: by.id,
      user_username: by.login,
      user_name: by.name,
      project_id: repository.id,
      project: projectOf(repository, baseUrl),
      commits: [],
      total_commits_count: 1,
    },
  };
}

function mergeRequestOf(
  repository: Repository,
  change: Change,
  by: User,
  action: string,
  baseUrl: string,
  more: { readonly oldrev?: string } = {},
): HookMessage {
  return {
    event: "Merge Request Hook",
    payload: {
      object_kind: "merge_request",
      event_type: "merge_request",
      user: personOf(by, baseUrl),
      project: projectOf(repository, baseUrl),
      object_attributes: { ...attributesOf(change, repository, baseUrl), action, ...more },
      labels: [],
      changes: {},
    },
  };
}

function noteOf(event: Extract<ForgeEvent, { kind: "comment" }>, baseUrl: string): HookMessage {
  const { on, comment, repository, by } = event;
  const about =
    "headBranch" in on
      ? { merge_request: attributesOf(on, repository, baseUrl) }
      : { issue: { id: on.id, iid: on.number, title: on.title, state: "opened" } };
  return {
    event: "Note Hook",
    payload: {
      object_kind: "note",
      event_type: "note",
      user: personOf(by, baseUrl),
      project_id: repository.id,
      project: projectOf(repository, baseUrl),
      object_attributes: {
        id: comment.id,
        note: comment.body,
        noteable_type: "headBranch" in on ? "MergeRequest" : "Issue",
        noteable_id: on.id,
        author_id: by.id,
        created_at: new Date(comment.createdAtMs).toISOString(),
        system: false,
        action: "create",
      },
      ...about,
    },
  };
}

function pipelineOf(
  event: Extract<ForgeEvent, { kind: "pipeline" }>,
  baseUrl: string,
): HookMessage {
  const { pipeline, repository, by } = event;
  const status = {
    queued: "pending",
    running: "running",
    success: "success",
    failure: "failed",
    cancelled: "canceled",
  }[pipeline.status];
  return {
    event: "Pipeline Hook",
    payload: {
      object_kind: "pipeline",
      object_attributes: {
        id: pipeline.id,
        ref: pipeline.branch,
        sha: pipeline.sha,
        status,
        source: "push",
      },
      user: personOf(by, baseUrl),
      project: projectOf(repository, baseUrl),
      builds: pipeline.jobs.map(({ id, name }) => ({ id, name, status })),
    },
  };
}
