import { ForgeRefusal } from "../forge.ts";
import { atLeast, type Change, permissionOf, type Repository } from "../state.ts";
import {
  type Call,
  changeOf,
  created,
  notFound,
  ok,
  paged,
  projectOf,
  Refused,
  type Routes,
  refuse,
  required,
  textOf,
} from "./call.ts";
import { commitOf, isoOf, pipelineOf, userOf } from "./entities.ts";
import { approvalsEntity, approvalsOf, mergeRequestOf, parseTitle } from "./merge-request.ts";
import { acceptMergeRequest, rebaseMergeRequest } from "./merging.ts";
import { diffsOf } from "./repository-routes.ts";

export const mergeRequestRoutes: Routes = {
  "GET /projects/*/merge_requests": async (call) => {
    const repository = projectOf(call);
    const wanted = call.query.get("state") ?? "all";
    const is = (name: string, value: string) => (call.query.get(name) ?? value) === value;
    const found = [...repository.changes.values()].filter(
      (change) =>
        (wanted === "all" || wanted === (change.state === "open" ? "opened" : change.state)) &&
        is("source_branch", change.headBranch) &&
        is("target_branch", change.baseBranch),
    );
    const shown = await Promise.all(
      found.toReversed().map((change) => mergeRequestOf(call, repository, change, "list")),
    );
    return paged(call, shown, (entity) => entity);
  },
  "POST /projects/*/merge_requests": async (call) => {
    const repository = projectOf(call, "write");
    if (!call.settings.of(repository).mergeRequestsEnabled) throw refuse(403, "403 Forbidden");
    const headBranch = required(call, "source_branch");
    const baseBranch = required(call, "target_branch");
    const { title, draft } = parseTitle(required(call, "title").trim());
    if (title.length > 255) refuseTitle();
    const body = runQuickActions(call, textOf(call, "description") ?? "");
    const about = { title, draft, body, headBranch, baseBranch };
    try {
      const change = await call.forge.openChange(repository, about, call.token.user);
      return created(await mergeRequestOf(call, repository, change, "one"));
    } catch (error) {
      if (!(error instanceof ForgeRefusal)) throw error;
      if (error.reason === "duplicate") {
        const words = `Another open merge request already exists for this source branch: !${error.message}`;
        throw new Refused(409, { message: [words] });
      }
      // GitLab opens one without commits, too; a branch that is not there it refuses.
      throw new Refused(422, { message: { base: [`Branch is not valid: ${error.message}`] } });
    }
  },
  "GET /projects/*/merge_requests/*": async (call) => {
    const repository = projectOf(call);
    return ok(await mergeRequestOf(call, repository, changeOf(call, repository)));
  },
  "PUT /projects/*/merge_requests/*": async (call) => {
    const repository = projectOf(call, "write");
    const change = changeOf(call, repository);
    edit(call, repository, change);
    return ok(await mergeRequestOf(call, repository, change));
  },
  "GET /projects/*/merge_requests/*/commits": async (call) => {
    const repository = projectOf(call);
    const change = changeOf(call, repository);
    const commits = await repository.git.history(`${change.baseSha}..${change.headSha}`);
    return paged(call, commits, (commit) => commitOf(call, repository, commit));
  },
  "GET /projects/*/merge_requests/*/diffs": async (call) => {
    const repository = projectOf(call);
    const change = changeOf(call, repository);
    return paged(call, await diffsOf(repository, change.baseSha, change.headSha), (diff) => diff);
  },
  "GET /projects/*/merge_requests/*/pipelines": (call) => {
    const repository = projectOf(call);
    const { headSha } = changeOf(call, repository);
    const own = repository.pipelines.filter(({ sha }) => sha === headSha).toReversed();
    return paged(call, own, (pipeline) => pipelineOf(call, repository, pipeline));
  },
  "PUT /projects/*/merge_requests/*/merge": acceptMergeRequest,
  "PUT /projects/*/merge_requests/*/rebase": rebaseMergeRequest,
  "GET /projects/*/merge_requests/*/approvals": (call) => {
    const repository = projectOf(call);
    return ok(approvalsEntity(call, repository, changeOf(call, repository)));
  },
  "POST /projects/*/merge_requests/*/approve": (call) => {
    const repository = projectOf(call, "write");
    const change = changeOf(call, repository);
    const sha = textOf(call, "sha");
    if (sha !== undefined && sha !== change.headSha) {
      throw refuse(409, `SHA does not match HEAD of source branch: ${change.headSha}`);
    }
    const isMine = change.author.login === call.token.user.login;
    const again = approvalsOf(change).some(({ user }) => user.login === call.token.user.login);
    if (isMine || again || change.state !== "open") throw refuse(401, "401 Unauthorized");
    call.forge.review(repository, change, call.token.user, "approved");
    return created(approvalsEntity(call, repository, change));
  },
  "POST /projects/*/merge_requests/*/unapprove": (call) => {
    const repository = projectOf(call, "write");
    const change = changeOf(call, repository);
    const mine = approvalsOf(change).find(({ user }) => user.login === call.token.user.login);
    if (mine === undefined) throw notFound("Approval");
    mine.state = "dismissed";
    const { user: by } = mine;
    call.forge.emit({ kind: "review", action: "dismissed", repository, change, review: mine, by });
    return created(approvalsEntity(call, repository, change));
  },
  "GET /projects/*/merge_requests/*/reviewers": (call) => {
    const repository = projectOf(call);
    const change = changeOf(call, repository);
    const asked = [
      ...new Set([...change.reviewers, ...change.reviews.map(({ user }) => user.login)]),
    ];
    const states = { approved: "approved", changes_requested: "requested_changes" } as const;
    return ok(
      asked.flatMap((login) => {
        const user = call.forge.state.users.get(login);
        const last = change.reviews.findLast((review) => review.user.login === login);
        const state = states[last?.state as keyof typeof states] ?? "unreviewed";
        if (user === undefined) return [];
        const at = isoOf(last?.submittedAtMs ?? change.createdAtMs);
        return [{ user: userOf(call.baseUrl, user), state, created_at: at }];
      }),
    );
  },
};

function edit(call: Call, repository: Repository, change: Change): void {
  const { forge, token } = call;
  const by = token.user;
  const title = textOf(call, "title");
  if (title !== undefined) {
    const parsed = parseTitle(title);
    if (parsed.title.length > 255) refuseTitle();
    const ready = change.draft && !parsed.draft;
    Object.assign(change, parsed);
    forge.emit({ kind: "change", action: ready ? "ready" : "edited", repository, change, by });
  }
  const description = textOf(call, "description");
  if (description !== undefined) change.body = runQuickActions(call, description);
  const labels = textOf(call, "add_labels")?.split(",") ?? [];
  for (const label of labels.map((name) => name.trim()).filter((name) => name !== "")) {
    repository.labels.add(label);
    change.labels.add(label);
  }
  const { reviewer_ids: ids } = call.body;
  if (Array.isArray(ids)) {
    change.reviewers.clear();
    for (const user of forge.state.users.values()) {
      const canSee = atLeast(permissionOf(repository, user), "read");
      if (ids.includes(user.id) && canSee) change.reviewers.add(user.login);
    }
  }
  const event = textOf(call, "state_event");
  if (event === "close") forge.closeChange(repository, change, by);
  if (event === "reopen" && change.state === "closed") {
    change.state = "open";
    forge.emit({ kind: "change", action: "reopened", repository, change, by });
  }
  change.updatedAtMs = forge.nowMs();
}

function refuseTitle(): never {
  throw new Refused(422, { message: { title: ["is too long (maximum is 255 characters)"] } });
}

/** What the API was made to do by words in a text: a test looks for it, and hopes for nothing. */
export const quickActions: string[] = [];

/** Lines that begin with a slash are commands to GitLab, in descriptions as in notes. */
export function runQuickActions(call: Call, text: string): string {
  const command =
    /^\/(merge|approve|close|reopen|rebase|label|assign|target_branch|draft|ready)\b.*$/gim;
  const found = text.match(command) ?? [];
  quickActions.push(...found.map((line) => `${call.token.user.login}: ${line}`));
  return text.replace(command, "");
}
