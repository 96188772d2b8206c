import { AppError, bytesEqual, utf8 } from "#lib/base/index.ts";
import { checkCommitRequest, planEdits } from "./commit-request.ts";
import { etnaBranch } from "./etna-branch.ts";
import type { AdditionRequest, CommitRequest, CommitResult } from "./forge.ts";
import { advanceBranch, createBranch } from "./local-branch.ts";
import { type LocalRepository, requireCommit, treeOf } from "./local-repository.ts";
import { snapshotOf } from "./local-snapshot.ts";
import { listTree } from "./local-tree.ts";
import { writeCommit } from "./write-commit.ts";

export async function commitToBranch(
  repository: LocalRepository,
  request: CommitRequest,
): Promise<CommitResult> {
  const result = await makeCommit(repository, request);
  await createBranch(repository, request.branch, result.commit);
  return result;
}

export async function addToBranch(
  repository: LocalRepository,
  request: AdditionRequest,
): Promise<CommitResult> {
  const { branch, headCommit } = request;
  const result = await makeCommit(repository, { ...request, baseCommit: headCommit });
  await advanceBranch(repository, branch, { from: headCommit, to: result.commit });
  return result;
}

/** Writes objects, and no ref. */
async function makeCommit(
  repository: LocalRepository,
  request: CommitRequest,
): Promise<CommitResult> {
  etnaBranch(request.branch);
  checkCommitRequest(request);
  await repository.checkFolders();
  const { baseCommit, message, unixSeconds } = request;
  await requireCommit(repository, baseCommit);
  const listing = await listTree(repository, baseCommit);
  const baseTree = await treeOf(repository, baseCommit);
  const base = snapshotOf(repository, baseCommit, baseTree, listing);
  const edits = await planEdits(listing, request.changes, async (path, text) =>
    bytesEqual(await base.read(path), utf8(text)),
  );
  const parts = { parent: baseCommit, edits, message, unixSeconds };
  const result = await writeCommit(repository.git, parts);
  if (result.tree === baseTree) {
    throw new AppError("invalid_input", "The fix changes nothing.");
  }
  return result;
}
