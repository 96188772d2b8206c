import { AppError } from "#lib/base/index.ts";
import { etnaBranch } from "./etna-branch.ts";
import type { EtnaBranch } from "./forge.ts";
import { type LocalRepository, resolveCommit } from "./local-repository.ts";
import { movedOrGone } from "./moved.ts";

/**
 * Commit at the tip of one of Etna's branches, or null. A symbolic ref there is a `conflict`. Every
 * write asks this first, so a name that only claims to be Etna's (a cast, a stored row) ends here.
 */
export async function branchTip(
  repository: LocalRepository,
  branch: EtnaBranch,
): Promise<string | null> {
  etnaBranch(branch);
  const symbolic = await repository.git.run(["symbolic-ref", "--quiet", `refs/heads/${branch}`]);
  if (symbolic.exitCode === 0) {
    throw new AppError("conflict", `${branch} stands for another branch. Delete it and try again.`);
  }
  return resolveCommit(repository, `refs/heads/${branch}`);
}

/** Creates the branch at `commit`, never moves one; a branch that stands there is a no-op. */
export async function createBranch(
  repository: LocalRepository,
  branch: EtnaBranch,
  commit: string,
): Promise<void> {
  const tip = await branchTip(repository, branch);
  if (tip === commit) return;
  if (tip !== null) throw elsewhere(branch, tip);
  await refuseCheckedOut(repository, branch);
  const { git, zeroId } = repository;
  const update = ["update-ref", "--no-deref", `refs/heads/${branch}`, commit, zeroId];
  const { exitCode, stderr } = await git.run(update);
  if (exitCode === 0) return;
  const now = await branchTip(repository, branch);
  if (now === commit) return;
  if (now !== null) throw elsewhere(branch, now);
  throw refused(branch, stderr);
}

/** Moves the branch on from one commit to its child; a branch that stands there is a no-op. */
export async function advanceBranch(
  repository: LocalRepository,
  branch: EtnaBranch,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const tip = await branchTip(repository, branch);
  if (tip === to) return;
  if (tip !== from) throw movedOrGone(branch, tip);
  await refuseCheckedOut(repository, branch);
  const update = ["update-ref", "--no-deref", `refs/heads/${branch}`, to, from];
  const { exitCode, stderr } = await repository.git.run(update);
  if (exitCode === 0) return;
  const now = await branchTip(repository, branch);
  if (now === to) return;
  if (now !== from) throw movedOrGone(branch, now);
  throw refused(branch, stderr);
}

/** Deletes the branch where it stands at `commit`; a branch that is gone is a no-op. */
export async function deleteBranch(
  repository: LocalRepository,
  branch: EtnaBranch,
  commit: string,
): Promise<void> {
  const tip = await branchTip(repository, branch);
  if (tip === null) return;
  if (tip !== commit) throw movedOrGone(branch, tip);
  await refuseCheckedOut(repository, branch);
  const remove = ["update-ref", "--no-deref", "-d", `refs/heads/${branch}`, commit];
  const { exitCode, stderr } = await repository.git.run(remove);
  if (exitCode === 0) return;
  const now = await branchTip(repository, branch);
  if (now === null) return;
  if (now !== commit) throw movedOrGone(branch, now);
  throw refused(branch, stderr);
}

/** A branch that some work tree shows is that person's; writing it would change what they see. */
async function refuseCheckedOut({ git }: LocalRepository, branch: EtnaBranch): Promise<void> {
  const ref = `refs/heads/${branch}`;
  const head = await git.run(["symbolic-ref", "--quiet", "HEAD"]);
  const trees = await git.bytes(["worktree", "list", "--porcelain", "-z"]);
  if (
    head.stdout.toString("utf8").trim() === ref ||
    trees.toString("utf8").split("\0").includes(`branch ${ref}`)
  ) {
    throw new AppError(
      "conflict",
      `${branch} is checked out in a work tree. Switch that work tree to another branch first.`,
    );
  }
}

function elsewhere(branch: EtnaBranch, tip: string): AppError {
  return new AppError(
    "conflict",
    `${branch} already exists at another commit (${tip}). Merge or delete that branch, then run again.`,
  );
}

function refused(branch: EtnaBranch, stderr: string): AppError {
  return new AppError(
    "conflict",
    `Git could not write ${branch}: another branch or a lock file stands in its way. Remove it, then run again.`,
    { cause: new Error(stderr) },
  );
}
