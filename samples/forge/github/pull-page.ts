import { ForgeRefusal } from "../forge.ts";
import type { FaceAnswer, FaceRequest } from "../server.ts";
import {
  atLeast,
  type Change,
  findRepository,
  permissionOf,
  type Repository,
  type User,
} from "../state.ts";
import { chooser, escaped, formOf, hidden, html, personOf, redirect } from "./html.ts";
import type { GithubWorld } from "./world.ts";

/** What a person sees of a pull request, and the buttons that they have. */
export async function pullPage(
  world: GithubWorld,
  request: FaceRequest,
  [, owner = "", name = "", number = ""]: readonly string[],
): Promise<FaceAnswer> {
  const repository = findRepository(world.forge.state, owner, name);
  const change = repository?.changes.get(Number(number));
  if (repository === undefined || change === undefined) return html(404, "Page not found", "");
  const user = personOf(world, request);
  const title = `${change.title} #${change.number}`;
  if (user === null) return html(200, title, chooser(world, request));
  if (request.method !== "POST") return html(200, title, await bodyOf(repository, change, user));
  try {
    await press(world, repository, change, user, formOf(request));
  } catch (error) {
    if (!(error instanceof ForgeRefusal)) throw error;
    return html(422, title, `<p role="alert">${escaped(error.message)}</p>`);
  }
  return redirect(`${request.url.pathname}?as=${encodeURIComponent(user.login)}`, 303);
}

async function press(
  world: GithubWorld,
  repository: Repository,
  change: Change,
  user: User,
  form: URLSearchParams,
): Promise<void> {
  const { forge } = world;
  const body = form.get("body") ?? "";
  const pressed = form.get("press") ?? "";
  const mayWrite = atLeast(permissionOf(repository, user), "write");
  if (pressed === "Approve") forge.review(repository, change, user, "approved", body);
  else if (pressed === "Request changes") {
    forge.review(repository, change, user, "changes_requested", body);
  } else if (pressed === "Comment") forge.comment(repository, change, user, body);
  else if (!mayWrite) throw new ForgeRefusal("invalid", "You may not write to this repository.");
  else if (pressed === "Close") forge.closeChange(repository, change, user);
  else {
    const method = (["merge", "squash", "rebase"] as const).find((one) => one === pressed);
    if (method === undefined) throw new ForgeRefusal("invalid", "There is no such button.");
    if (change.draft) throw new ForgeRefusal("invalid", "This pull request is still a draft.");
    await forge.merge(repository, change, user, method);
  }
}

async function bodyOf(repository: Repository, change: Change, user: User): Promise<string> {
  const { git } = change.headRepository;
  const [commits, files] = await Promise.all([
    git.history(`${change.baseSha}..${change.headSha}`),
    git.changedFiles(change.baseSha, change.headSha),
  ]);
  const checks = repository.checks.filter(({ sha }) => sha === change.headSha);
  const jobs = repository.pipelines.filter(({ sha }) => sha === change.headSha);
  const items = (list: readonly string[]) =>
    `<ul>${list.map((one) => `<li>${one}</li>`).join("")}</ul>`;
  const buttons = [
    ["Approve", "Approve"],
    ["Request changes", "Request changes"],
    ["merge", "Create a merge commit"],
    ["squash", "Squash and merge"],
    ["rebase", "Rebase and merge"],
    ["Close", "Close pull request"],
    ["Comment", "Comment"],
  ].map(([value, label]) => `<button name="press" value="${value}">${label}</button>`);
  const state = change.draft && change.state === "open" ? "draft" : change.state;
  return `<p>You are ${escaped(user.login)}. ${escaped(change.author.login)} wants to merge
${escaped(change.headBranch)} into ${escaped(change.baseBranch)}: <strong>${state}</strong></p>
<pre>${escaped(change.body)}</pre>
<h2>Commits</h2>${items(commits.map(({ sha, message }) => `<code>${sha.slice(0, 7)}</code> ${escaped(message)}`))}
<h2>Checks</h2>${items([
    ...checks.map(
      (one) => `${escaped(one.name)}: ${one.conclusion ?? one.status} ${escaped(one.title)}`,
    ),
    ...jobs.flatMap((run) => run.jobs.map((job) => `${escaped(job.name)}: ${escaped(job.status)}`)),
  ])}
<h2>Reviews</h2>${items(change.reviews.map((one) => `${escaped(one.user.login)}: ${one.state}`))}
<h2>Files</h2>${files.map((file) => `<h3>${escaped(file.path)}</h3><pre>${escaped(file.patch ?? "Binary file")}</pre>`).join("")}
<h2>Comments</h2>${items(change.comments.map((one) => `${escaped(one.user.login)}: ${escaped(one.body)}`))}
<form method="post">${hidden({ as: user.login })}
<label>Comment <textarea name="body"></textarea></label> ${buttons.join(" ")}</form>`;
}
