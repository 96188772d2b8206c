import { AppError } from "#lib/base/index.ts";
import type { ReviewRef, ReviewState } from "./forge.ts";
import { branchTip } from "./local-branch.ts";
import { findMerge, isAncestor } from "./local-merge.ts";
import { checkCommitId, type LocalRepository, resolveCommit, treeOf } from "./local-repository.ts";

export async function inspectReview(
  repository: LocalRepository,
  review: ReviewRef,
  lastHeadCommit: string | undefined,
): Promise<ReviewState> {
  if (lastHeadCommit !== undefined) checkCommitId(repository, lastHeadCommit);
  const target = await targetTip(repository, review.targetBranch);
  const tip = await branchTip(repository, review.branch);
  const last =
    lastHeadCommit === undefined ? null : await resolveCommit(repository, lastHeadCommit);
  // Moved back to before its own commit, the branch is in the target without any of the patch.
  const emptied =
    tip !== null &&
    last !== null &&
    tip !== last &&
    (await isAncestor(repository, tip, last)) &&
    (await isAncestor(repository, tip, target));
  const head = emptied ? last : (tip ?? last);
  if (head === null) return { status: "closed" };
  const headTree = await treeOf(repository, head);
  const mergedCommit = await findMerge(repository, head, target);
  if (mergedCommit !== null) {
    const mergedTree = await treeOf(repository, mergedCommit);
    return { status: "merged", headCommit: head, headTree, mergedCommit, mergedTree };
  }
  if (tip === null || emptied) return { status: "closed" };
  const base = await repository.git.run(["merge-base", head, target]);
  if (base.exitCode !== 0) {
    throw new AppError(
      "precondition_failed",
      `${review.branch} and ${review.targetBranch} share no history.`,
    );
  }
  return {
    status: "open",
    headCommit: head,
    headTree,
    baseCommit: base.stdout.toString("utf8").trim(),
    mergeable: null,
  };
}

/** Throws `invalid_input` for a name that is no branch, `precondition_failed` where it is gone. */
export async function targetTip(repository: LocalRepository, branch: string): Promise<string> {
  const ref = `refs/heads/${branch}`;
  const checked = branch.includes("\0")
    ? null
    : await repository.git.run(["check-ref-format", ref]);
  if (checked?.exitCode !== 0) {
    throw new AppError("invalid_input", `${JSON.stringify(branch)} is not the name of a branch.`);
  }
  const tip = await resolveCommit(repository, ref);
  if (tip === null) {
    throw new AppError("precondition_failed", `The repository has no branch ${branch}.`);
  }
  return tip;
}
