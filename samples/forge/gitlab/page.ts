import type { FakeForge } from "../forge.ts";
import type { FaceAnswer } from "../server.ts";
import { findRepository, type Repository, type User } from "../state.ts";
import type { Call } from "./call.ts";
import { approvalsOf, detailedStatus } from "./merge-request.ts";
import { acceptMergeRequest } from "./merging.ts";
import { diffsOf } from "./repository-routes.ts";

const pagePath = /^\/(.+)\/([^/]+)\/-\/merge_requests\/(\d+)$/;

/**
 * What a person sees of a merge request, in the least HTML, and four buttons. Whoever looks says
 * who they are with `?as=`: there is nothing here to protect.
 */
export async function pageAnswer(base: Omit<Call, "token" | "params">): Promise<FaceAnswer | null> {
  const { request, forge } = base;
  const [, owner = "", name = "", iid = ""] = pagePath.exec(request.url.pathname) ?? [];
  if (iid === "") return null;
  const repository = findRepository(
    forge.state,
    decodeURIComponent(owner),
    decodeURIComponent(name),
  );
  const change = repository?.changes.get(Number(iid));
  if (repository === undefined || change === undefined) return { status: 404, body: "404" };
  const form = new URLSearchParams(request.body.toString("utf8"));
  const as = form.get("as") ?? request.url.searchParams.get("as") ?? "";
  const user = forge.state.users.get(as);
  if (user === undefined) return html(200, chooser(forge, repository));
  const call = callAs(base, user, [String(repository.id), iid]);
  if (request.method === "POST") {
    try {
      await press(call, repository, form);
    } catch (error) {
      return html(422, `<p role="alert">${escaped(String(error))}</p>`);
    }
    return { status: 303, headers: { location: `${request.url.pathname}?as=${user.login}` } };
  }
  const diffs = await diffsOf(repository, change.baseSha, change.headSha);
  const status = await detailedStatus(call, repository, change);
  const pipeline = repository.pipelines.findLast(({ sha }) => sha === change.headSha);
  const buttons = ["Approve", "Merge", "Squash and merge", "Close", "Comment"]
    .map((label) => `<button name="press" value="${label}">${label}</button>`)
    .join(" ");
  const title = `${change.draft ? "Draft: " : ""}${change.title}`;
  return html(
    200,
    `<h1>${escaped(title)} !${change.number}</h1>
<p>${change.state} · ${status} · ${escaped(change.headBranch)} into ${escaped(change.baseBranch)}</p>
<pre>${escaped(change.body)}</pre>
<p>Pipeline: ${pipeline?.status ?? "none"}</p>
<p>Approved by: ${
      approvalsOf(change)
        .map(({ user: by }) => escaped(by.login))
        .join(", ") || "nobody"
    }</p>
${diffs.map((diff) => `<h2>${escaped(diff.new_path)}</h2><pre>${escaped(diff.diff)}</pre>`).join("\n")}
<ul>${change.comments.map((note) => `<li>${escaped(note.user.login)}: ${escaped(note.body)}</li>`).join("")}</ul>
<form method="post"><input type="hidden" name="as" value="${escaped(user.login)}">
<label>Comment <textarea name="body"></textarea></label> ${buttons}</form>`,
  );
}

async function press(call: Call, repository: Repository, form: URLSearchParams): Promise<void> {
  const change = repository.changes.get(Number(call.params[1]));
  const pressed = form.get("press");
  if (change === undefined) return;
  const { forge, token } = call;
  if (pressed === "Approve") forge.review(repository, change, token.user, "approved");
  if (pressed === "Close") forge.closeChange(repository, change, token.user);
  if (pressed === "Comment") forge.comment(repository, change, token.user, form.get("body") ?? "");
  if (pressed === "Merge") await acceptMergeRequest(call);
  if (pressed === "Squash and merge") {
    await acceptMergeRequest({ ...call, body: { squash: "true" } });
  }
}

/** What the person could do with an API token of their own. */
function callAs(base: Omit<Call, "token" | "params">, user: User, params: readonly string[]): Call {
  return {
    ...base,
    params,
    body: {},
    query: new URLSearchParams(),
    token: {
      value: "",
      user,
      kind: "personal",
      scopes: ["api"],
      grants: {},
      repositoryIds: "all",
      installationId: null,
      expiresAtMs: null,
      revoked: false,
    },
  };
}

function chooser(forge: FakeForge, repository: Repository): string {
  const people = [...forge.state.users.values()].filter(
    ({ login, kind }) =>
      kind === "person" && (repository.members.has(login) || repository.owner.login === login),
  );
  const links = people.map(({ login }) => `<li><a href="?as=${login}">${escaped(login)}</a></li>`);
  return `<h1>Who are you?</h1><ul>${links.join("")}</ul>`;
}

function html(status: number, body: string): FaceAnswer {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>GitLab</title><main>${body}</main>`;
  return { status, body: page, headers: { "content-type": "text/html; charset=utf-8" } };
}

function escaped(text: string): string {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => entities[sign as keyof typeof entities]);
}
