import { checkRows, stateOf, stateWord } from "../pages/change-page.ts";
import { changedBy } from "../pages/commit.ts";
import { escaped, html, link, moment, panel, rows } from "../pages/html.ts";
import type { FaceAnswer, FaceRequest } from "../server.ts";
import { findRepository, fullName, type Repository } from "../state.ts";
import { personOf } from "./html.ts";
import { checksOf } from "./pull-page.ts";
import type { GithubWorld } from "./world.ts";

const maxFileBytes = 512 * 1024;

/** What people look at besides pull requests; null where there is no such page. */
export async function repositoryPage(
  world: GithubWorld,
  request: FaceRequest,
): Promise<FaceAnswer | null> {
  const [, owner = "", name, kind = "tree", rest = ""] =
    /^\/([^/]*)(?:\/([^/]+)(?:\/(tree|blob|commit|pulls|actions)(?:\/(.+))?)?)?\/?$/.exec(
      decodeURI(request.url.pathname),
    ) ?? [];
  if (name === undefined) return listPage(world, owner);
  const repository = findRepository(world.forge.state, owner, name);
  if (repository === undefined) return null;
  const person = personOf(world, request, repository)?.login;
  const about = { repository, person };
  if (kind === "pulls") return pullsPage(about);
  if (kind === "actions") return jobPage(about, rest);
  const at = await refOf(repository, rest);
  if (at === null) return null;
  if (kind === "commit") return await commitPage(about, at.commit);
  return await filesPage(about, at.ref, at.commit, at.path);
}

/** "etna/1a2b/src/x.ts" is a file on a branch with a slash in its name. */
async function refOf({ git, defaultBranch }: Repository, rest: string) {
  const wanted = rest === "" ? defaultBranch : rest;
  const branches = await git.branches();
  const branch = [...branches.keys()].find((one) => `${wanted}/`.startsWith(`${one}/`));
  const ref = branch ?? wanted.split("/")[0] ?? "";
  const commit = await git.resolve(branch === undefined ? ref : `refs/heads/${branch}`);
  return commit === null ? null : { ref, commit, path: wanted.slice(ref.length + 1) };
}

interface About {
  readonly repository: Repository;
  readonly person: string | undefined;
}

function frameOf({ repository, person }: About, isInside = true) {
  const own = { label: fullName(repository), href: `/${fullName(repository)}` };
  const trail = [{ label: "Repositories", href: "/" }, ...(isInside ? [own] : [])];
  return { person, trail };
}

function listPage({ forge }: GithubWorld, owner: string): FaceAnswer | null {
  const living = [...forge.state.repositories.values()].filter(({ deleted }) => !deleted);
  const shown = living.filter((one) => owner === "" || one.owner.login === owner);
  if (owner !== "" && shown.length === 0) return null;
  const items = shown.map((one) => {
    const open = [...one.changes.values()].filter(({ state }) => state === "open").length;
    const pulls = `${open} open pull ${open === 1 ? "request" : "requests"}`;
    return `${link(`/${fullName(one)}`, fullName(one))}<span class="end">${pulls}</span>`;
  });
  const lede =
    '<p class="muted">A forge to try Agent Etna on. It speaks as GitHub does, and nothing leaves this machine.</p>';
  return html(200, "Repositories", panel("All", rows(items, "None yet.")), { lede });
}

function pullsPage(about: About): FaceAnswer {
  const { repository } = about;
  const place = `/${fullName(repository)}`;
  const items = [...repository.changes.values()].reverse().map((change) => {
    const to = link(`${place}/pull/${change.number}`, change.title);
    return `${to}<span class="muted">#${change.number}</span><span class="end">${stateOf(stateWord(change))}</span>`;
  });
  const body = panel("All", rows(items, "None yet."));
  return html(200, "Pull requests", body, frameOf(about));
}

async function filesPage(
  about: About,
  ref: string,
  commit: string,
  path: string,
): Promise<FaceAnswer | null> {
  const { repository } = about;
  const { git } = repository;
  const place = `/${fullName(repository)}`;
  const file = path === "" ? undefined : await entryOf(repository, commit, path);
  if (path !== "" && file === undefined) return null;
  if (file?.type === "blob") {
    const body = await fileBody(repository, file.sha, file.sizeBytes ?? 0);
    return html(200, path, body, frameOf(about));
  }
  const entries = await git.tree(path === "" ? commit : `${commit}:${path}`, false);
  const sorted = [...entries].sort((a, b) => Number(a.type === "blob") - Number(b.type === "blob"));
  const items = sorted.map(({ path: own, type }) => {
    const full = path === "" ? own : `${path}/${own}`;
    const to = `${place}/${type === "tree" ? "tree" : "blob"}/${ref}/${full}`;
    return `${link(encodeURI(to), type === "tree" ? `${own}/` : own)}`;
  });
  const { message, author } = await git.commit(commit);
  const at = `<a href="${place}/commit/${commit}"><code>${commit.slice(0, 7)}</code></a>`;
  const lede = `<p class="line muted">${at}<span>${escaped(message.split("\n")[0] ?? "")}</span><span>${escaped(author.name)}</span></p>
<p>${link(`${place}/pulls`, `Pull requests (${repository.changes.size})`)}</p>`;
  const title = path === "" ? fullName(repository) : path;
  const body = panel(`Files on ${ref.slice(0, 40)}`, rows(items, "None."));
  return html(200, title, body, { ...frameOf(about, path !== ""), lede });
}

async function entryOf({ git }: Repository, commit: string, path: string) {
  const cut = path.lastIndexOf("/");
  const folder = cut === -1 ? commit : `${commit}:${path.slice(0, cut)}`;
  const listed = await git.tree(folder, false).catch(() => []);
  return listed.find((entry) => entry.path === path.slice(cut + 1));
}

async function fileBody({ git }: Repository, sha: string, sizeBytes: number): Promise<string> {
  if (sizeBytes > maxFileBytes) return '<p class="muted">It is too large to be shown.</p>';
  const content = await git.blob(sha);
  if (content.includes(0)) return '<p class="muted">A binary file.</p>';
  return `<pre class="file" tabindex="0" aria-label="The file">${escaped(content.toString("utf8"))}</pre>`;
}

async function commitPage(about: About, sha: string): Promise<FaceAnswer> {
  const { repository } = about;
  const { message, author, committer } = await repository.git.commit(sha);
  const [title = "", ...rest] = message.split("\n");
  const words = rest.join("\n").trim();
  const lede = `<p class="line muted"><code>${sha.slice(0, 10)}</code><span>${escaped(author.name)}</span>${moment(committer.unixSeconds * 1000)}</p>`;
  const said =
    words === ""
      ? ""
      : `<pre class="file" tabindex="0" aria-label="The message">${escaped(words)}</pre>`;
  const checks = panel("Checks", rows(checkRows(checksOf(repository, sha)), "None has reported."));
  const body = `${said}${checks}${await changedBy(repository, sha)}`;
  return html(200, title, body, { ...frameOf(about), lede });
}

function jobPage(about: About, rest: string): FaceAnswer | null {
  const [, runId, jobId] = /^runs\/(\d+)(?:\/job\/(\d+))?$/.exec(rest) ?? [];
  const run = about.repository.pipelines.find(({ id }) => id === Number(runId));
  const job = run?.jobs.find(({ id }) => jobId === undefined || id === Number(jobId));
  if (run === undefined || job === undefined) return null;
  const lede = `<p class="line">${stateOf(job.status, "state")}<code>${run.sha.slice(0, 7)}</code></p>`;
  const isOver = run.status !== "queued" && run.status !== "running";
  const log = isOver ? job.log : "";
  const body = `<pre class="file" tabindex="0" aria-label="The log">${escaped(log) || "Nothing yet."}</pre>`;
  return html(200, `Job ${job.name}`, body, { ...frameOf(about), lede });
}
