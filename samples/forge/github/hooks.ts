import { createHmac } from "node:crypto";
import type { ForgeEvent } from "../events.ts";
import type { HookMessage } from "../server.ts";
import { wantedHooks } from "../server.ts";
import type { Hook } from "../state.ts";
import { fullName } from "../state.ts";
import { commentShape } from "./issue-routes.ts";
import { pullListedShape, reviewShape } from "./pull-shapes.ts";
import { runShape } from "./run-shapes.ts";
import { installationShape, nodeId, repositoryShape, userShape } from "./shapes.ts";
import type { GithubWorld } from "./world.ts";

/** Payloads as @octokit/webhooks-examples records them, with the fields that anyone reads. */
export function messageOf(world: GithubWorld, event: ForgeEvent): HookMessage | null {
  const sender = userShape(world, event.by);
  if (event.kind === "installation") return installationMessage(world, event, sender);
  const common = { ...inside(world, event), sender };
  switch (event.kind) {
    case "push": {
      const { branch, before, after } = event;
      const none = "0".repeat(40);
      const refs = { ref: `refs/heads/${branch}`, before, after, base_ref: null };
      const kind = { created: before === none, deleted: after === none, forced: false };
      const commits = { commits: [], head_commit: null, compare: "" };
      const pusher = { name: event.by.login, email: event.by.email };
      return { event: "push", payload: { ...refs, ...kind, ...commits, pusher, ...common } };
    }
    case "change": {
      const pull_request = {
        ...pullListedShape(world, event.repository, event.change),
        merged: event.change.state === "merged",
      };
      const names = { pushed: "synchronize", merged: "closed", ready: "ready_for_review" } as const;
      const action = (names as Partial<Record<string, string>>)[event.action] ?? event.action;
      const { number } = event.change;
      return { event: "pull_request", payload: { action, number, pull_request, ...common } };
    }
    case "review": {
      const review = reviewShape(world, event.repository, event.change, event.review);
      const pull_request = pullListedShape(world, event.repository, event.change);
      const payload = {
        action: event.action,
        // Webhooks say the state in lower case, the API in upper case.
        review: { ...review, state: review.state.toLowerCase() },
        pull_request,
        ...common,
      };
      return { event: "pull_request_review", payload };
    }
    case "comment": {
      const { number } = event.on;
      const comment = commentShape(world, event.repository, number, event.comment);
      const isPull = "headSha" in event.on;
      const issue = { number, title: event.on.title, ...(isPull && { pull_request: {} }) };
      return { event: "issue_comment", payload: { action: "created", issue, comment, ...common } };
    }
    case "alert": {
      const { number, kind, state } = event.alert;
      const name = kind === "dependabot" ? "dependabot_alert" : `${kind}_alert`;
      const action = state === "open" ? "created" : state;
      return { event: name, payload: { action, alert: { number, state }, ...common } };
    }
    case "check": {
      if (event.check.kind === "status") return statusMessage(event, common);
      const check_run = runShape(world, event.repository, event.check);
      const action = event.check.status === "completed" ? "completed" : "created";
      return { event: "check_run", payload: { action, check_run, ...common } };
    }
    case "pipeline": {
      const { id, sha, branch, status } = event.pipeline;
      const isOver = !["queued", "running"].includes(status);
      const workflow_run = {
        id,
        head_sha: sha,
        head_branch: branch,
        status: isOver ? "completed" : status === "running" ? "in_progress" : "queued",
        conclusion: isOver ? status : null,
      };
      const action = isOver ? "completed" : "in_progress";
      return { event: "workflow_run", payload: { action, workflow_run, workflow: {}, ...common } };
    }
    case "repository": {
      const [owner, name] = event.formerName.split("/");
      const changes = {
        renamed: { repository: { name: { from: name } } },
        transferred: { owner: { from: { user: { login: owner } } } },
        default_branch: { default_branch: { from: "" } },
      } as Partial<Record<string, object>>;
      const action = event.action === "default_branch" ? "edited" : event.action;
      const changed = changes[event.action];
      const payload = { action, ...(changed !== undefined && { changes: changed }), ...common };
      return { event: "repository", payload };
    }
    default:
      return null;
  }
}

function statusMessage(event: ForgeEvent & { kind: "check" }, common: object): HookMessage {
  const { id, sha, name, status, conclusion, title } = event.check;
  const state =
    status !== "completed" ? "pending" : conclusion === "success" ? "success" : "failure";
  return {
    event: "status",
    payload: {
      id,
      sha,
      name: "",
      context: name,
      description: title,
      state,
      branches: [],
      ...common,
    },
  };
}

function inside(world: GithubWorld, event: Exclude<ForgeEvent, { kind: "installation" }>) {
  const { repository } = event;
  const installation = [...world.forge.state.installations.values()].find(
    (one) =>
      !one.deleted &&
      one.account.login === repository.owner.login &&
      (one.repositoryIds === "all" || one.repositoryIds.includes(repository.id)),
  );
  return {
    repository: repositoryShape(world, repository),
    ...(installation !== undefined && {
      installation: { id: installation.id, node_id: nodeId("I", installation.id) },
    }),
  };
}

function installationMessage(
  world: GithubWorld,
  event: ForgeEvent & { kind: "installation" },
  sender: object,
): HookMessage {
  const installation = installationShape(world, event.installation);
  const listed = event.repositories.map((repository) => ({
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
  }));
  if (event.action === "repositories_added" || event.action === "repositories_removed") {
    const isAdded = event.action === "repositories_added";
    const payload = {
      action: isAdded ? "added" : "removed",
      installation,
      repository_selection: installation.repository_selection,
      repositories_added: isAdded ? listed : [],
      repositories_removed: isAdded ? [] : listed,
      requester: null,
      sender,
    };
    return { event: "installation_repositories", payload };
  }
  const payload = { action: event.action, installation, repositories: listed, sender };
  return { event: "installation", payload };
}

/** The repository's own hooks, and that of each App which is installed there. */
export function hooksOf(world: GithubWorld, event: ForgeEvent): readonly Hook[] {
  const message = messageOf(world, event);
  if (message === null) return [];
  const own = event.kind === "installation" ? [] : wantedHooks(event.repository, message.event);
  const id =
    event.kind === "installation" ? event.installation.id : inside(world, event).installation?.id;
  const installation = world.forge.state.installations.get(id ?? 0);
  const app = world.apps.get(installation?.appId ?? 0);
  if (app?.webhookUrl === null || app?.webhookUrl === undefined) return own;
  const hook = {
    id: app.id,
    url: app.webhookUrl,
    secret: app.webhookSecret,
    events: "all" as const,
  };
  return [...own, hook];
}

export function headersOf(
  hook: Hook,
  message: HookMessage,
  deliveryId: string,
  body: string,
): Record<string, string> {
  const mac = (kind: string) => createHmac(kind, hook.secret).update(body).digest("hex");
  return {
    "user-agent": "GitHub-Hookshot/fake",
    "x-github-event": message.event,
    "x-github-delivery": deliveryId,
    "x-github-hook-id": String(hook.id),
    "x-github-hook-installation-target-id": String(hook.id),
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature": `sha1=${mac("sha1")}`,
    "x-hub-signature-256": `sha256=${mac("sha256")}`,
  };
}
