import type { FaceAnswer } from "../server.ts";
import type { Repository } from "../state.ts";
import { type Call, created, projectOf, refuse, required, textOf } from "./call.ts";
import { commitOf } from "./entities.ts";
import { asRefusal } from "./refusal.ts";

interface Action {
  readonly action: string;
  readonly file_path: string;
  readonly previous_path?: string;
  readonly content?: string;
  readonly encoding?: string;
  readonly last_commit_id?: string;
  readonly execute_filemode?: boolean;
}

/**
 * `POST /projects/:id/repository/commits`: one commit of many actions, on an existing branch or on a
 * new one from `start_sha` or `start_branch`.
 */
export async function createCommit(call: Call): Promise<FaceAnswer> {
  const repository = projectOf(call, "write");
  const { git } = repository;
  const { user } = call.token;
  const branch = required(call, "branch");
  if (repository.protectedBranches.has(branch)) {
    throw refuse(403, "403 Forbidden - You are not allowed to push into this branch");
  }
  const tip = await git.resolve(`refs/heads/${branch}`);
  const start = textOf(call, "start_sha") ?? textOf(call, "start_branch");
  const force = textOf(call, "force") === "true";
  if (start !== undefined && tip !== null && !force) {
    const words = `A branch called '${branch}' already exists. Switch to that branch in order to make changes`;
    throw refuse(400, words);
  }
  const parent = start === undefined ? tip : await git.resolve(start);
  if (parent === null)
    throw refuse(400, "You can only create or edit files when you are on a branch");
  const tree = await git.writeTree(parent, await entriesOf(call, repository, parent));
  const author = {
    ...call.forge.signature(user),
    ...(textOf(call, "author_name") !== undefined && { name: required(call, "author_name") }),
    ...(textOf(call, "author_email") !== undefined && { email: required(call, "author_email") }),
  };
  const sha = await git.writeCommit({
    tree,
    parents: [parent],
    message: required(call, "commit_message"),
    author,
    committer: call.forge.signature(user),
  });
  await asRefusal(() =>
    tip === null
      ? call.forge.createBranch(repository, branch, sha, user)
      : call.forge.moveBranch(repository, branch, sha, user, force),
  );
  const stats = { additions: 1, deletions: 1, total: 2 };
  const shown = commitOf(call, repository, await git.commit(sha));
  return created({ ...shown, stats, status: null, project_id: repository.id, last_pipeline: null });
}

async function entriesOf(call: Call, repository: Repository, parent: string) {
  const { git } = repository;
  const actions = call.body.actions;
  if (!Array.isArray(actions)) throw refuse(400, "actions is missing");
  const standing = new Map((await git.tree(parent, true)).map((entry) => [entry.path, entry]));
  const entries: { path: string; mode: string; sha: string | null }[] = [];
  for (const action of actions as Action[]) {
    const path = action.file_path;
    const isBad = path.split("/").some((part) => ["", ".", "..", ".git"].includes(part));
    if (isBad || path.startsWith("/")) throw refuse(400, "Path cannot include directory traversal");
    const old = standing.get(path);
    if (action.action === "create") {
      if (old !== undefined) throw refuse(400, "A file with this name already exists");
    } else if (old?.type !== "blob") {
      throw refuse(400, "A file with this name doesn't exist");
    }
    const last = ["log", "-1", "--format=%H", parent, "--", `:(literal)${path}`];
    if (action.last_commit_id !== undefined && action.last_commit_id !== (await git.text(last))) {
      throw refuse(
        400,
        "You are attempting to update a file that has changed since you started editing it.",
      );
    }
    if (action.action === "delete") entries.push({ path, mode: "000000", sha: null });
    else
      entries.push({
        path,
        mode: old?.mode ?? "100644",
        sha: await blobOf(call, repository, action),
      });
  }
  return entries;
}

async function blobOf(call: Call, repository: Repository, action: Action): Promise<string> {
  const bytes = Buffer.from(action.content ?? "", action.encoding === "base64" ? "base64" : "utf8");
  const isText = !bytes.includes(0);
  const normal = call.settings.of(repository).normalizesLineEndings && isText;
  const kept = normal ? bytes.toString("utf8").replaceAll("\r\n", "\n") : bytes;
  return repository.git.writeBlob(kept);
}
