import type {
  BranchSchema,
  CommitSchema,
  CommitStatusSchema,
  ExpandedUserSchema,
  JobSchema,
  PersonalAccessTokenSchema,
  PipelineSchema,
  ProjectHookSchema,
  ProjectSchema,
  RepositoryTreeSchema,
} from "@gitbeaker/core";
import type { CommitObject, TreeEntry } from "../bare-repository.ts";
import {
  type Alert,
  atLeast,
  type Change,
  type Check,
  type Comment,
  type Hook,
  type Issue,
  type Permission,
  type Pipeline,
  permissionOf,
  type Repository,
  type Token,
  type User,
} from "../state.ts";
import { type Call, pathOf } from "./call.ts";

export const accessLevels: Readonly<Record<Permission, number>> = {
  none: 0,
  read: 20,
  write: 30,
  maintain: 40,
  admin: 50,
};

export const isoOf = (ms: number) => new Date(ms).toISOString();
const isoOrNull = (ms: number | null) => (ms === null ? null : isoOf(ms));

export function userOf(baseUrl: string, user: User) {
  return {
    id: user.id,
    username: user.login,
    public_email: "",
    name: user.name,
    state: "active",
    locked: false,
    avatar_url: `${baseUrl}/uploads/-/system/user/avatar/${user.id}/avatar.png`,
    web_url: `${baseUrl}/${user.login}`,
  };
}

export function fullUserOf(baseUrl: string, user: User, createdAtMs: number) {
  return {
    ...userOf(baseUrl, user),
    created_at: isoOf(createdAtMs),
    bio: "",
    bot: user.kind === "bot",
    email: user.email,
    confirmed_at: isoOf(createdAtMs),
    external: false,
    two_factor_enabled: true,
  } satisfies Partial<ExpandedUserSchema>;
}

export function projectOf(call: Call, repository: Repository) {
  const { baseUrl, token, settings } = call;
  const permission = permissionOf(repository, token.user);
  const access = { access_level: accessLevels[permission], notification_level: 3 };
  const isMember = repository.members.has(token.user.login);
  const ofGroup = repository.owner.login === token.user.login || token.kind === "group";
  const webUrl = `${baseUrl}/${pathOf(repository)}`;
  const { mergeMethod, mergeRequestsEnabled } = settings.of(repository);
  const about: Omit<Partial<ProjectSchema>, "permissions"> = {
    id: repository.id,
    description: null,
    name: repository.name,
    name_with_namespace: `${repository.owner.name} / ${repository.name}`,
    path: repository.name,
    path_with_namespace: pathOf(repository),
    created_at: isoOf(repository.createdAtMs),
    default_branch: repository.defaultBranch,
    http_url_to_repo: `${webUrl}.git`,
    web_url: webUrl,
    last_activity_at: isoOf(repository.pushedAtMs),
    empty_repo: false,
    archived: repository.archived,
    visibility: repository.private ? "private" : "public",
    merge_requests_enabled: mergeRequestsEnabled,
    merge_method: mergeMethod,
    squash_option: "default_off",
  };
  return {
    ...about,
    permissions: {
      project_access: isMember ? access : null,
      group_access: !isMember && ofGroup ? access : null,
    },
  };
}

export function commitOf(call: Call, repository: Repository, commit: CommitObject) {
  return {
    id: commit.sha,
    short_id: commit.sha.slice(0, 8),
    created_at: isoOf(commit.committer.unixSeconds * 1000),
    parent_ids: [...commit.parents],
    title: commit.message.split("\n")[0] ?? "",
    message: commit.message,
    author_name: commit.author.name,
    author_email: commit.author.email,
    authored_date: isoOf(commit.author.unixSeconds * 1000),
    committer_name: commit.committer.name,
    committer_email: commit.committer.email,
    committed_date: isoOf(commit.committer.unixSeconds * 1000),
    web_url: `${call.baseUrl}/${pathOf(repository)}/-/commit/${commit.sha}`,
  } satisfies Partial<CommitSchema>;
}

export function branchOf(call: Call, repository: Repository, name: string, commit: CommitObject) {
  const permission = permissionOf(repository, call.token.user);
  const isProtected = repository.protectedBranches.has(name);
  return {
    name,
    commit: commitOf(call, repository, commit),
    merged: false,
    protected: isProtected,
    developers_can_push: false,
    developers_can_merge: false,
    can_push: atLeast(permission, isProtected ? "maintain" : "write"),
    default: repository.defaultBranch === name,
    web_url: `${call.baseUrl}/${pathOf(repository)}/-/tree/${name}`,
  } satisfies BranchSchema;
}

/** GitLab guesses the encoding of a name that is not UTF-8, and shows it in UTF-8 all the same. */
export function shownName({ pathBytes }: TreeEntry): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(pathBytes);
  } catch {
    return pathBytes.toString("latin1");
  }
}

export function treeEntryOf(folder: string, entry: TreeEntry) {
  const path = shownName(entry);
  return {
    id: entry.sha,
    name: path.split("/").at(-1) ?? "",
    type: entry.type,
    path: folder === "" ? path : `${folder}/${path}`,
    mode: entry.mode,
  } satisfies RepositoryTreeSchema;
}

export function noteOf(
  call: Call,
  on: Change | Issue,
  project: Repository,
  note: Comment,
  system: boolean,
) {
  const isChange = "headSha" in on;
  const resolved = isChange && call.settings.extrasOf(project, on).resolvedNotes.has(note.id);
  return {
    id: note.id,
    type: null,
    body: note.body,
    attachment: null,
    author: userOf(call.baseUrl, note.user),
    created_at: isoOf(note.createdAtMs),
    updated_at: isoOf(note.editedAtMs ?? note.createdAtMs),
    system,
    noteable_id: on.id,
    noteable_type: isChange ? "MergeRequest" : "Issue",
    noteable_iid: on.number,
    project_id: project.id,
    resolvable: isChange && !system,
    ...(isChange && !system && { resolved }),
    confidential: false,
    internal: false,
  };
}

const pipelineStatus = {
  queued: "pending",
  running: "running",
  success: "success",
  failure: "failed",
  cancelled: "canceled",
} as const;

export function pipelineOf(call: Call, repository: Repository, pipeline: Pipeline) {
  return {
    id: pipeline.id,
    iid: repository.pipelines.indexOf(pipeline) + 1,
    project_id: repository.id,
    sha: pipeline.sha,
    ref: pipeline.branch,
    status: pipelineStatus[pipeline.status],
    source: "push",
    created_at: isoOf(pipeline.createdAtMs),
    updated_at: isoOf(pipeline.createdAtMs),
    web_url: `${call.baseUrl}/${pathOf(repository)}/-/pipelines/${pipeline.id}`,
  } satisfies PipelineSchema;
}

export function jobOf(
  call: Call,
  repository: Repository,
  pipeline: Pipeline,
  job: Pipeline["jobs"][number],
) {
  const status = pipelineStatus[job.status as Pipeline["status"]] ?? job.status;
  return {
    id: job.id,
    name: job.name,
    stage: "test",
    status,
    ref: pipeline.branch,
    tag: false,
    allow_failure: false,
    ...(status === "failed" && { failure_reason: "script_failure" }),
    created_at: isoOf(pipeline.createdAtMs),
    pipeline: pipelineOf(call, repository, pipeline),
    web_url: `${call.baseUrl}/${pathOf(repository)}/-/jobs/${job.id}`,
  } satisfies Partial<JobSchema>;
}

/** What a check of the forge's own says as GitLab's commit status. */
export function statusOf(call: Call, check: Check) {
  const ended = { success: "success", cancelled: "canceled", neutral: "skipped" } as const;
  const started = check.status === "queued" ? "pending" : "running";
  const status =
    check.status !== "completed"
      ? started
      : (ended[check.conclusion as keyof typeof ended] ?? "failed");
  return {
    id: check.id,
    sha: check.sha,
    ref: "",
    status,
    name: check.name,
    target_url: check.detailsUrl ?? "",
    ...(check.title !== "" && { description: check.title }),
    created_at: isoOf(check.startedAtMs),
    ...(check.completedAtMs !== null && { finished_at: isoOf(check.completedAtMs) }),
    allow_failure: false,
    author: userOf(call.baseUrl, check.by),
  } satisfies Omit<Partial<CommitStatusSchema>, "status">;
}

export function tokenOf(call: Call, token: Token) {
  return {
    id: token.user.id,
    name: `${token.kind} token`,
    revoked: token.revoked,
    created_at: isoOf(call.forge.nowMs()),
    scopes: [...token.scopes],
    user_id: token.user.id,
    last_used_at: isoOf(call.forge.nowMs()),
    active: !token.revoked,
    expires_at: isoOrNull(token.expiresAtMs)?.slice(0, 10) ?? null,
  } satisfies Omit<Partial<PersonalAccessTokenSchema>, "expires_at"> & {
    expires_at: string | null;
  };
}

export function hookOf(repository: Repository, hook: Hook) {
  const wants = (event: string) => hook.events === "all" || hook.events.includes(event);
  return {
    id: hook.id,
    url: hook.url,
    project_id: repository.id,
    created_at: isoOf(repository.createdAtMs),
    push_events: wants("push"),
    merge_requests_events: wants("merge_request"),
    note_events: wants("note"),
    pipeline_events: wants("pipeline"),
    enable_ssl_verification: true,
  } satisfies Partial<ProjectHookSchema>;
}

export function findingOf(call: Call, repository: Repository, alert: Alert) {
  const { path, startLine, endLine } = alert;
  const url = `${call.baseUrl}/${pathOf(repository)}/-/security/vulnerabilities/${alert.number}`;
  return {
    id: String(alert.number),
    report_type: "sast",
    name: alert.title,
    severity: alert.severity,
    scanner: { external_id: alert.tool, name: alert.tool, vendor: "GitLab" },
    identifiers: [
      {
        external_type: `${alert.tool}_id`,
        external_id: alert.ruleId,
        name: alert.ruleId,
        url: null,
      },
      ...(alert.cwe === null
        ? []
        : [
            {
              external_type: "cwe",
              external_id: alert.cwe.replace("CWE-", ""),
              name: alert.cwe,
              url: null,
            },
          ]),
    ],
    uuid: `00000000-0000-4000-8000-${String(alert.number).padStart(12, "0")}`,
    location: {
      file: path,
      ...(alert.dependency === undefined
        ? { start_line: startLine, end_line: endLine }
        : {
            dependency: {
              package: { name: alert.dependency.name },
              version: alert.dependency.installed,
            },
          }),
    },
    ...(alert.dependency?.fixedIn && {
      solution: `Upgrade to version ${alert.dependency.fixedIn} or above.`,
    }),
    state_transitions: alert.dismissed
      ? [
          {
            from_state: "detected",
            to_state: "dismissed",
            dismissal_reason: alert.dismissed.reason,
            comment: alert.dismissed.comment ?? null,
          },
        ]
      : [],
    state: alert.state === "open" ? "detected" : alert.state === "fixed" ? "resolved" : "dismissed",
    blob_path: `${url}#L${startLine}`,
  };
}
