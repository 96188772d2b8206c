import { createHash } from "node:crypto";
import type { TreeEntry } from "../bare-repository.ts";
import type { Repository } from "../state.ts";
import {
  type Call,
  noContent,
  notFound,
  ok,
  paged,
  pathOf,
  projectOf,
  Refused,
  type Routes,
  refuse,
  required,
} from "./call.ts";
import { createCommit } from "./create-commit.ts";
import { branchOf, commitOf, shownName, treeEntryOf } from "./entities.ts";
import { asRefusal } from "./refusal.ts";

async function commitFor(repository: Repository, ref: string): Promise<string> {
  const found =
    (await repository.git.resolve(`refs/heads/${ref}`)) ?? (await repository.git.resolve(ref));
  if (found === null) throw notFound("Commit");
  return found;
}

/** The entries of one folder, or null where the path is no folder. */
async function folderOf(
  repository: Repository,
  commit: string,
  path: string,
): Promise<readonly TreeEntry[] | null> {
  try {
    return await repository.git.tree(path === "" ? commit : `${commit}:${path}`, false);
  } catch {
    return null;
  }
}

/** The entry at a path of UTF-8 alone, as Rails accepts no other. */
async function entryAt(repository: Repository, commit: string, path: string) {
  const folder = path.split("/").slice(0, -1).join("/");
  const wanted = Buffer.from(path.split("/").at(-1) ?? "");
  const entries = await folderOf(repository, commit, folder);
  return entries?.find(({ pathBytes }) => pathBytes.equals(wanted));
}

async function fileOf(call: Call) {
  const repository = projectOf(call);
  const commit = await commitFor(repository, required(call, "ref"));
  const path = call.params[1] ?? "";
  const entry = await entryAt(repository, commit, path);
  if (entry?.type !== "blob") throw notFound("File");
  const content = await repository.git.blob(entry.sha);
  const about = {
    file_name: path.split("/").at(-1) ?? "",
    file_path: path,
    size: content.length,
    encoding: "base64",
    content_sha256: createHash("sha256").update(content).digest("hex"),
    ref: required(call, "ref"),
    blob_id: entry.sha,
    commit_id: commit,
    last_commit_id: await repository.git.text([
      "log",
      "-1",
      "--format=%H",
      commit,
      "--",
      `:(literal)${path}`,
    ]),
    execute_filemode: entry.mode === "100755",
  };
  return { about, content };
}

export async function diffsOf(repository: Repository, from: string, to: string) {
  return (await repository.git.changedFiles(from, to)).map((file) => ({
    old_path: file.path,
    new_path: file.path,
    a_mode: file.oldMode,
    b_mode: file.newMode,
    new_file: file.status === "added",
    renamed_file: false,
    deleted_file: file.status === "removed",
    generated_file: false,
    collapsed: false,
    too_large: (file.patch?.length ?? 0) > 200_000,
    diff: (file.patch?.length ?? 0) > 200_000 ? "" : (file.patch ?? ""),
  }));
}

export const repositoryRoutes: Routes = {
  "GET /projects/*/repository/tree": async (call) => {
    const repository = projectOf(call);
    const path = call.query.get("path") ?? "";
    const commit = await commitFor(repository, call.query.get("ref") ?? repository.defaultBranch);
    const entries = await folderOf(repository, commit, path);
    if (entries === null) throw notFound("invalid revision or path");
    const recursive = call.query.get("recursive") === "true";
    const all = recursive
      ? await repository.git.tree(path === "" ? commit : `${commit}:${path}`, true)
      : entries;
    // GitLab lists folders first.
    const rank = { tree: 0, blob: 1, commit: 2 };
    const sorted = recursive ? all : [...all].sort((a, b) => rank[a.type] - rank[b.type]);
    if (call.query.get("pagination") !== "keyset") {
      return paged(call, sorted, (entry) => treeEntryOf(path, entry));
    }
    const perPage = Math.min(100, Number(call.query.get("per_page") ?? 20));
    const token = call.query.get("page_token");
    const at = token === null ? 0 : 1 + sorted.findIndex((entry) => tokenOf(entry) === token);
    const page = sorted.slice(at, at + perPage);
    const last = page.at(-1);
    const url = new URL(call.request.url);
    if (last !== undefined) url.searchParams.set("page_token", tokenOf(last));
    const more = at + perPage < sorted.length;
    return ok(
      page.map((entry) => treeEntryOf(path, entry)),
      more ? { link: `<${url.href}>; rel="next"` } : {},
    );
  },
  "GET /projects/*/repository/files/*": async (call) => {
    const { about, content } = await fileOf(call);
    const headers = {
      "x-gitlab-blob-id": about.blob_id,
      "x-gitlab-commit-id": about.commit_id,
      "x-gitlab-last-commit-id": about.last_commit_id,
      "x-gitlab-size": String(about.size),
    };
    return ok({ ...about, content: content.toString("base64") }, headers);
  },
  "GET /projects/*/repository/files/*/raw": async (call) => ok((await fileOf(call)).content),
  "GET /projects/*/repository/blobs/*/raw": async (call) => {
    const repository = projectOf(call);
    const [, sha = ""] = call.params;
    if ((await repository.git.typeOf(sha)) !== "blob") throw notFound("Blob");
    return ok(await repository.git.blob(sha));
  },
  "GET /projects/*/repository/archive.tar.gz": async (call) => {
    const repository = projectOf(call);
    const settings = call.settings.of(repository);
    settings.archivesLeft -= 1;
    if (settings.archivesLeft < 0) {
      const headers = { "retry-after": String(call.settings.retryAfterSeconds) };
      throw new Refused(
        429,
        { message: { error: "This endpoint has been requested too many times. Try again later." } },
        headers,
      );
    }
    const sha = await commitFor(repository, required(call, "sha"));
    const prefix = `${repository.name}-${sha}-${sha}`;
    return ok(await repository.git.archive(sha, prefix));
  },
  "GET /projects/*/repository/branches/*": async (call) => {
    const repository = projectOf(call);
    const [, name = ""] = call.params;
    const sha = await repository.git.resolve(`refs/heads/${name}`);
    if (sha === null) throw notFound("Branch");
    return ok(branchOf(call, repository, name, await repository.git.commit(sha)));
  },
  "GET /projects/*/repository/branches": async (call) => {
    const repository = projectOf(call);
    const all = await Promise.all(
      [...(await repository.git.branches())].map(async ([name, sha]) =>
        branchOf(call, repository, name, await repository.git.commit(sha)),
      ),
    );
    return paged(call, all, (branch) => branch);
  },
  "DELETE /projects/*/repository/branches/*": async (call) => {
    const repository = projectOf(call, "write");
    const [, name = ""] = call.params;
    if ((await repository.git.resolve(`refs/heads/${name}`)) === null) throw notFound("Branch");
    await asRefusal(() => call.forge.deleteBranch(repository, name, call.token.user));
    return noContent;
  },
  "GET /projects/*/repository/commits/*": async (call) => {
    const repository = projectOf(call);
    const sha = await commitFor(repository, call.params[1] ?? "");
    const shown = commitOf(call, repository, await repository.git.commit(sha));
    return ok({ ...shown, project_id: repository.id, status: null, last_pipeline: null });
  },
  "GET /projects/*/repository/commits": async (call) => {
    const repository = projectOf(call);
    const ref = await commitFor(repository, call.query.get("ref_name") ?? repository.defaultBranch);
    const history = await repository.git.history(ref);
    return paged(call, history, (commit) => commitOf(call, repository, commit));
  },
  "POST /projects/*/repository/commits": createCommit,
  "GET /projects/*/repository/merge_base": async (call) => {
    const repository = projectOf(call);
    const refs = call.query.getAll("refs[]");
    if (refs.length < 2) throw refuse(400, "Provide at least 2 refs");
    const [a = "", b = ""] = await Promise.all(refs.map((ref) => commitFor(repository, ref)));
    const base = await repository.git.mergeBase(a, b);
    if (base === null) throw notFound("Merge Base");
    return ok(commitOf(call, repository, await repository.git.commit(base)));
  },
  "GET /projects/*/repository/compare": async (call) => {
    const repository = projectOf(call);
    const from = await commitFor(repository, required(call, "from"));
    const to = await commitFor(repository, required(call, "to"));
    const straight = call.query.get("straight") === "true";
    const base = straight ? from : ((await repository.git.mergeBase(from, to)) ?? from);
    const commits = await repository.git.history(`${from}..${to}`);
    const shown = commits.toReversed().map((commit) => commitOf(call, repository, commit));
    return ok({
      commit: shown.at(-1) ?? null,
      commits: shown,
      diffs: await diffsOf(repository, base, to),
      compare_timeout: false,
      compare_same_ref: from === to,
      web_url: `${call.baseUrl}/${pathOf(repository)}/-/compare/${from}...${to}`,
    });
  },
};

function tokenOf(entry: TreeEntry): string {
  return Buffer.from(`${entry.sha} ${shownName(entry)}`).toString("base64url");
}
