import type { FakeForge } from "../forge.ts";
import { type Button, type ChangeView, changePage } from "../pages/change-page.ts";
import { escaped, html } from "../pages/html.ts";
import type { FaceAnswer } from "../server.ts";
import { type Change, findRepository, type Repository, type User } from "../state.ts";
import type { Call } from "./call.ts";
import { approvalsOf, detailedStatus } from "./merge-request.ts";
import { acceptMergeRequest } from "./merging.ts";

const pagePath = /^\/(.+)\/([^/]+)\/-\/merge_requests\/(\d+)$/;

/**
 * What a person sees of a merge request, and its buttons. Whoever looks says
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
  const title = `${change.draft ? "Draft: " : ""}${change.title} !${change.number}`;
  if (user === undefined) return html(200, title, chooser(forge, repository));
  const call = callAs(base, user, [String(repository.id), iid]);
  if (request.method === "POST") {
    try {
      await press(call, repository, form);
    } catch (error) {
      return html(422, title, `<p class="note" role="alert">${escaped(String(error))}</p>`);
    }
    return { status: 303, headers: { location: `${request.url.pathname}?as=${user.login}` } };
  }
  const status = await detailedStatus(call, repository, change);
  const pipeline = repository.pipelines.findLast(({ sha }) => sha === change.headSha);
  const approved = approvalsOf(change).map(({ user: by }) => by.login);
  const statuses = repository.checks.filter(({ sha }) => sha === change.headSha);
  const newest = [...new Map(statuses.map((check) => [check.name, check])).values()];
  const view: ChangeView = {
    repository,
    change,
    checks: [
      ...newest.map(({ name, conclusion, status: state, title, detailsUrl }) => {
        return { name, state: conclusion ?? state, words: title, href: detailsUrl };
      }),
      ...(pipeline?.jobs ?? []).map(({ name, status: state }) => {
        return { name, state, words: `Pipeline ${pipeline?.id}`, href: null };
      }),
    ],
    facts: [
      status === "mergeable"
        ? "It can be merged."
        : `It cannot be merged yet: ${status.replaceAll("_", " ")}.`,
      ...(approved.length === 0 ? [] : [`Approved by: ${approved.join(", ")}`]),
    ],
    form: { fields: { as: user.login }, ...buttonsOf(change) },
  };
  return await changePage(title, view, { person: user.login });
}

function buttonsOf({ draft }: Change) {
  const button = (label: string): Button => ({ value: label, label, isFirst: label === "Comment" });
  const merging = draft ? ["Mark as ready"] : ["Merge", "Squash and merge"];
  return {
    saying: ["Comment", "Approve"].map(button),
    doing: [...merging, "Close"].map(button),
  };
}

async function press(call: Call, repository: Repository, form: URLSearchParams): Promise<void> {
  const change = repository.changes.get(Number(call.params[1]));
  const pressed = form.get("press");
  if (change === undefined) return;
  const { forge, token } = call;
  if (pressed === "Approve") forge.review(repository, change, token.user, "approved");
  if (pressed === "Mark as ready") forge.markReady(repository, change, token.user);
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
  return `<p>Who are you?</p><ul>${links.join("")}</ul>`;
}
