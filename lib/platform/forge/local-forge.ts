import { basename } from "node:path";
import { AppError } from "#lib/base/index.ts";
import type { Forge, RepositoryInfo } from "./forge.ts";
import { deleteBranch } from "./local-branch.ts";
import { addToBranch, commitToBranch } from "./local-commit.ts";
import { compareCommits } from "./local-compare.ts";
import { isAncestor } from "./local-merge.ts";
import {
  type LocalForgeOptions,
  type LocalRepository,
  openLocalRepository,
  readCommit,
  resolveCommit,
} from "./local-repository.ts";
import { inspectReview, targetTip } from "./local-review.ts";
import { openSnapshot } from "./local-snapshot.ts";

/**
 * A git repository on this machine, bare or with a work tree, below one of the allowed roots.
 * Objects and refs below `refs/heads/etna/` are all it writes; nothing of the repository runs.
 * Throws `forbidden` outside the roots, `not_found`, or `precondition_failed` with what to do.
 */
export async function openLocalForge(options: LocalForgeOptions): Promise<Forge> {
  const repository = await openLocalRepository(options);
  return {
    inspectRepository: () => inspectRepository(repository, options.path),
    snapshot: (commit) => openSnapshot(repository, commit),
    commitToBranch: (request) => commitToBranch(repository, request),
    addToBranch: (request) => addToBranch(repository, request),
    openReview: async ({ branch, targetBranch }) => {
      await targetTip(repository, targetBranch);
      if ((await resolveCommit(repository, `refs/heads/${branch}`)) === null) {
        throw new AppError("not_found", `The repository has no branch ${branch}.`);
      }
      const review = { branch, targetBranch, number: null, url: null };
      return { ...review, draft: false, saidCheck: false, at: null };
    },
    inspectReview: (review, lastHead) => inspectReview(repository, review, lastHead),
    readCommit: (commit) => readCommit(repository, commit),
    holdsCommit: async (branch, commit) =>
      isAncestor(repository, commit, await targetTip(repository, branch)),
    compare: (base, head) => compareCommits(repository, base, head),
    closeReview: async ({ branch }, headCommit) => {
      await repository.checkFolders();
      await deleteBranch(repository, branch, headCommit);
    },
    host: null,
  };
}

async function inspectRepository(
  repository: LocalRepository,
  path: string,
): Promise<RepositoryInfo> {
  const head = await repository.git.run(["symbolic-ref", "--quiet", "HEAD"]);
  const ref = head.stdout.toString("utf8").trim();
  if (head.exitCode !== 0 || !ref.startsWith("refs/heads/")) {
    throw new AppError(
      "precondition_failed",
      "HEAD is detached: the repository has no current branch. Check out a branch and try again.",
    );
  }
  const defaultBranch = ref.slice("refs/heads/".length);
  if (defaultBranch.startsWith("etna/")) {
    throw new AppError(
      "precondition_failed",
      `HEAD is on ${defaultBranch}, a branch of Etna's. Switch to your own branch and try again.`,
    );
  }
  const headCommit = await resolveCommit(repository, ref);
  if (headCommit === null) {
    throw new AppError(
      "precondition_failed",
      `The repository has no commit on ${defaultBranch} yet. Make one and try again.`,
    );
  }
  return {
    defaultBranch,
    headCommit,
    fullName: basename(path).replace(/\.git$/, ""),
    reportsOnHead: false,
    readOnlyReason: null,
  };
}
