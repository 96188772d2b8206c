import { AppError, utf8 } from "#lib/base/index.ts";
import { checkCommitRequest, planEdits } from "../commit-request.ts";
import { etnaBranch } from "../etna-branch.ts";
import type { CommitRequest } from "../forge.ts";
import type { TreeEdit } from "../write-commit.ts";
import { blobId, hexDigitsOf } from "./git-objects.ts";
import { partialListing } from "./partial-listing.ts";
import { diffTrees } from "./tree-diff.ts";
import type { GitlabTrees } from "./trees.ts";

const maxContentBytes = 16 * 1024 * 1024;

/** Who GitLab writes down as the author. */
export const author = { authorName: "Etna", authorEmail: "etna@users.noreply.invalid" };

/** A change that is asked for: what stands there now, and what is to stand there. */
export interface Wanted extends TreeEdit {
  readonly oldId: string | null;
  readonly newId: string | null;
}

/** Holds the request against its base. Throws `not_found` where that is no commit there. */
export async function planCommit(
  trees: GitlabTrees,
  request: CommitRequest,
): Promise<readonly Wanted[]> {
  checkCommitRequest(request);
  etnaBranch(request.branch);
  await trees.commit(request.baseCommit);
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

/** Whether what GitLab made of it is just what was asked for, on its base alone. */
export async function isWanted(
  trees: GitlabTrees,
  baseCommit: string,
  commit: string,
  wanted: readonly Wanted[],
): Promise<boolean> {
  const { parents } = await trees.commit(commit);
  if (parents.length !== 1 || parents[0] !== baseCommit) return false;
  const changes = await diffTrees(trees, baseCommit, commit);
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

/** GitLab's own word for each; text is normalised on its way in, bytes are not. */
export function actionOf({ path, content, oldId }: Wanted) {
  if (content === null) return { action: "delete" as const, filePath: path };
  return {
    action: oldId === null ? ("create" as const) : ("update" as const),
    filePath: path,
    content: Buffer.from(content.text).toString("base64"),
    encoding: "base64",
  };
}
