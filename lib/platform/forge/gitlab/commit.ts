import { AppError, utf8 } from "#lib/base/index.ts";
import { checkCommitRequest, planEdits } from "../commit-request.ts";
import { etnaBranch } from "../etna-branch.ts";
import type { CommitRequest, CommitResult } from "../forge.ts";
import type { TreeEdit } from "../write-commit.ts";
import { deleteBranch, tipOf } from "./branches.ts";
import { type GitlabClient, read } from "./client.ts";
import { statusOf } from "./failure.ts";
import { blobId, hexDigitsOf } from "./git-objects.ts";
import { partialListing } from "./partial-listing.ts";
import { commit as commitSchema } from "./schemas.ts";
import { diffTrees } from "./tree-diff.ts";
import type { GitlabTrees } from "./trees.ts";

const maxContentBytes = 16 * 1024 * 1024;

/** A change that is asked for: what stands there now, and what is to stand there. */
interface Wanted extends TreeEdit {
  readonly oldId: string | null;
  readonly newId: string | null;
}

/**
 * One commit through one request that makes the branch as well. GitLab sets the time itself, so a
 * repeat would be another commit: it finds the branch, and takes it for its own by parent and tree.
 */
export async function commitToBranch(
  client: GitlabClient,
  trees: GitlabTrees,
  request: CommitRequest,
): Promise<CommitResult> {
  checkCommitRequest(request);
  etnaBranch(request.branch);
  const { baseCommit, branch } = request;
  await trees.commit(baseCommit);
  const wanted = await plan(trees, request);

  async function isOurs(id: string): Promise<boolean> {
    const { parents } = await trees.commit(id);
    return parents.length === 1 && parents[0] === baseCommit && (await isWanted(id));
  }

  async function isWanted(id: string): Promise<boolean> {
    const changes = await diffTrees(trees, baseCommit, id);
    const byPath = new Map(wanted.map((edit) => [edit.path, edit]));
    return (
      changes.length === wanted.length &&
      changes.every(({ path, oldId, newId, newMode }) => {
        const edit = byPath.get(path);
        const mode = edit?.content?.mode ?? "000000";
        return edit?.oldId === oldId && edit.newId === newId && mode === newMode;
      })
    );
  }

  const made = await create(client, request, wanted);
  const commit = made ?? (await standing(client, request));
  if (!(await isOurs(commit))) {
    if (made === null) throw elsewhere(request, commit);
    // A push rule or core.autocrlf has made something else of it: nothing of that stays.
    await deleteBranch(client, branch, commit);
    throw new AppError(
      "precondition_failed",
      "GitLab changed the files while it wrote them, most likely their line ends. Etna took its branch back.",
    );
  }
  return { commit, tree: (await trees.root(commit)).tree };
}

async function plan(trees: GitlabTrees, request: CommitRequest): Promise<readonly Wanted[]> {
  const { baseCommit, changes } = request;
  const digits = hexDigitsOf(baseCommit);
  const idOf = (text: string) => blobId(utf8(text), digits);
  const listing = await partialListing(
    trees,
    baseCommit,
    changes.map(({ path }) => path),
  );
  const ids = new Map(listing.files.map(({ path, objectId }) => [path, objectId]));
  const edits = await planEdits(
    listing,
    changes,
    async (path, text) => ids.get(path) === idOf(text),
  );
  const wanted = edits
    .map((edit) => ({
      ...edit,
      oldId: ids.get(edit.path) ?? null,
      newId: edit.content === null ? null : idOf(edit.content.text),
    }))
    .filter(({ oldId, newId }) => oldId !== newId);
  if (wanted.length === 0) throw new AppError("invalid_input", "The fix changes nothing.");
  const sizeBytes = wanted.reduce((sum, { content }) => sum + utf8(content?.text ?? "").length, 0);
  if (sizeBytes > maxContentBytes) {
    throw new AppError(
      "too_large",
      `A fix may hold up to ${maxContentBytes} bytes of new content.`,
    );
  }
  return wanted;
}

/** The commit, or null where GitLab would not make it because something stands there. */
async function create(
  client: GitlabClient,
  { branch, baseCommit, message }: CommitRequest,
  wanted: readonly Wanted[],
): Promise<string | null> {
  const actions = wanted.map(({ path, content, oldId }) =>
    content === null
      ? { action: "delete" as const, filePath: path }
      : {
          action: oldId === null ? ("create" as const) : ("update" as const),
          filePath: path,
          // Text is normalised on its way in, bytes are not.
          content: Buffer.from(content.text).toString("base64"),
          encoding: "base64",
        },
  );
  try {
    const answer = await client.commits.create(client.projectId, branch, message, actions, {
      startSha: baseCommit,
      authorName: "Etna",
      authorEmail: "etna@users.noreply.invalid",
    });
    return read(commitSchema, answer).id;
  } catch (error) {
    if (![400, 409].includes(statusOf(error) ?? 0)) throw error;
    if ((await tipOf(client, branch)) !== null) return null;
    if ((await tipOf(client, "etna")) !== null) {
      throw new AppError(
        "conflict",
        `GitLab could not write ${branch}: another branch stands in its way. Remove it, then run again.`,
        { cause: error },
      );
    }
    throw error;
  }
}

async function standing(client: GitlabClient, { branch }: CommitRequest): Promise<string> {
  const tip = await tipOf(client, branch);
  if (tip !== null) return tip;
  throw new AppError("conflict", `${branch} came and went. Run again.`);
}

function elsewhere({ branch }: CommitRequest, tip: string): AppError {
  return new AppError(
    "conflict",
    `${branch} already exists at another commit (${tip}). Merge or delete that branch, then run again.`,
  );
}
