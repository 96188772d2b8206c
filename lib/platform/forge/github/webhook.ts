import { verify } from "@octokit/webhooks-methods";
import type { z } from "zod";
import { AppError, decodeUtf8 } from "#lib/base/index.ts";
import type { ForgeDelivery, ForgeNotice } from "../forge-notice.ts";
import * as payloads from "./webhook-payloads.ts";

/** GitHub sends no more. */
const maxBodyBytes = 25 * 1024 * 1024;

const noCommit = /^0+$/;

/**
 * A delivery of GitHub's, its signature compared in constant time (X-Hub-Signature-256). Throws
 * `too_large`, `unauthenticated` where the signature is not right, and `invalid_input` for a signed
 * body that is none of GitHub's. An event of no interest has no notices.
 */
export async function readGithubWebhook(
  rawBody: Uint8Array,
  headers: Headers,
  secret: string,
): Promise<ForgeDelivery> {
  if (rawBody.length > maxBodyBytes) {
    throw new AppError("too_large", "A webhook of GitHub's has 25 MB at most.");
  }
  const signature = headers.get("x-hub-signature-256") ?? "";
  const text = decodeUtf8(rawBody);
  const isSigned =
    secret !== "" &&
    text !== null &&
    text !== "" &&
    /^sha256=[0-9a-f]{64}$/.test(signature) &&
    (await verify(secret, text, signature));
  if (!isSigned || text === null) {
    throw new AppError("unauthenticated", "The signature of this webhook is not right.");
  }
  const id = headers.get("x-github-delivery") ?? "";
  const event = headers.get("x-github-event") ?? "";
  if (!/^[0-9A-Za-z-]{1,100}$/.test(id) || event === "") throw malformed();
  const data = parseJson(text);
  const common = read(payloads.common, data);
  return {
    id,
    installationId: common.installation == null ? null : String(common.installation.id),
    repository:
      common.repository == null
        ? null
        : { forgeId: String(common.repository.id), fullName: common.repository.full_name },
    notices: noticesOf(event, data),
  };
}

function noticesOf(event: string, data: unknown): readonly ForgeNotice[] {
  const reader = readers[event];
  return reader === undefined ? [] : reader(data);
}

const readers: Readonly<Record<string, (data: unknown) => readonly ForgeNotice[]>> = {
  push(data) {
    const { ref, before, after } = read(payloads.push, data);
    if (!ref.startsWith("refs/heads/")) return [];
    const commit = (id: string) => (noCommit.test(id) ? null : id);
    const branch = ref.slice("refs/heads/".length);
    return [{ kind: "push", branch, before: commit(before), after: commit(after) }];
  },
  pull_request(data) {
    const { action, number, pull_request } = read(payloads.pullRequest, data);
    const { head, merged } = pull_request;
    const known = {
      opened: "opened",
      reopened: "reopened",
      synchronize: "pushed",
      closed: merged === true ? "merged" : "closed",
    } as const;
    const what = Object.entries(known).find(([name]) => name === action)?.[1] ?? "changed";
    return [{ kind: "review", number, action: what, branch: head.ref, headCommit: head.sha }];
  },
  pull_request_review(data) {
    const { action, review, pull_request } = read(payloads.review, data);
    const verdict = verdictOf(action, review.state);
    if (verdict === null || review.user === null) return [];
    return [
      {
        kind: "verdict",
        number: pull_request.number,
        verdict,
        by: accountOf(review.user),
        headCommit: review.commit_id ?? null,
      },
    ];
  },
  issue_comment(data) {
    const { action, issue, comment } = read(payloads.issueComment, data);
    if (action !== "created" || comment.user === null) return [];
    const kind = issue.pull_request === undefined ? "issue_comment" : "comment";
    const by = accountOf(comment.user);
    return [{ kind, number: issue.number, id: String(comment.id), by }];
  },
  pull_request_review_comment(data) {
    const { action, pull_request, comment } = read(payloads.reviewComment, data);
    if (action !== "created" || comment.user === null) return [];
    const by = accountOf(comment.user);
    return [{ kind: "comment", number: pull_request.number, id: String(comment.id), by }];
  },
  check_run(data) {
    const { check_run } = read(payloads.checkRun, data);
    if (check_run.name === "Etna") return [];
    return [ci(check_run.head_sha, check_run.status === "completed")];
  },
  check_suite(data) {
    const { check_suite } = read(payloads.checkSuite, data);
    return [ci(check_suite.head_sha, check_suite.status === "completed")];
  },
  workflow_run(data) {
    const { workflow_run } = read(payloads.workflowRun, data);
    return [ci(workflow_run.head_sha, workflow_run.status === "completed")];
  },
  status(data) {
    const { sha, state, context } = read(payloads.status, data);
    return context === "Etna" ? [] : [ci(sha, state !== "pending")];
  },
  repository(data) {
    const { action, changes } = read(payloads.repositoryEvent, data);
    const change =
      action === "edited"
        ? changes?.default_branch === undefined
          ? undefined
          : "default_branch"
        : (["renamed", "transferred", "deleted", "archived", "unarchived"] as const).find(
            (known) => known === action,
          );
    return change === undefined ? [] : [{ kind: "repository", change }];
  },
  installation(data) {
    const { action, repositories } = read(payloads.installation, data);
    const known = {
      created: "created",
      deleted: "deleted",
      suspend: "suspended",
      unsuspend: "unsuspended",
      new_permissions_accepted: "permissions",
    } as const;
    const change = Object.entries(known).find(([name]) => name === action)?.[1];
    if (change === undefined) return [];
    const ids = (repositories ?? []).map(({ id }) => String(id));
    const added = change === "created" ? ids : [];
    const removed = change === "deleted" ? ids : [];
    const lists = { addedRepositoryIds: added, removedRepositoryIds: removed };
    return [{ kind: "installation", change, ...lists }];
  },
  installation_repositories(data) {
    const payload = read(payloads.installationRepositories, data);
    const ids = (list: readonly { readonly id: number }[]) => list.map(({ id }) => String(id));
    return [
      {
        kind: "installation",
        change: "repositories",
        addedRepositoryIds: ids(payload.repositories_added),
        removedRepositoryIds: ids(payload.repositories_removed),
      },
    ];
  },
  code_scanning_alert: () => [{ kind: "alerts" }],
  dependabot_alert: () => [{ kind: "alerts" }],
  secret_scanning_alert: () => [{ kind: "alerts" }],
  github_app_authorization: () => [{ kind: "token", change: "revoked" }],
};

function verdictOf(action: string, state: string) {
  if (action === "dismissed") return "withdrawn";
  if (action !== "submitted") return null;
  const known = ["approved", "changes_requested"] as const;
  return known.find((word) => word === state.toLowerCase()) ?? null;
}

function ci(commit: string, finished: boolean): ForgeNotice {
  return { kind: "ci", commit, finished };
}

function accountOf({ id, login }: { readonly id: number; readonly login: string }) {
  return { id: String(id), name: login };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(cause);
  }
}

function read<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw malformed(parsed.error);
}

function malformed(cause?: unknown): AppError {
  return new AppError("invalid_input", "This is not a webhook of GitHub's.", { cause });
}
