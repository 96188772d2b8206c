import type { Forge } from "../forge.ts";
import { addToBranch } from "./add-commit.ts";
import { openClient } from "./client.ts";
import { commitToBranch } from "./commit.ts";
import { compareCommits } from "./compare.ts";
import { openHost } from "./host.ts";
import { holdsCommit, inspectReview } from "./inspect-review.ts";
import { type GitlabListing, listCommit } from "./listing.ts";
import type { GitlabForgeOptions } from "./options.ts";
import { inspectRepository } from "./repository.ts";
import { closeReview, openReview } from "./reviews.ts";
import { openSnapshot } from "./snapshot.ts";
import { openTrees } from "./trees.ts";

/**
 * A project on GitLab.com or a self-managed GitLab, through its REST API v4 alone. Throws
 * `precondition_failed` where the token no longer works, `forbidden` where it may not, `not_found`,
 * and `unavailable` where GitLab does not answer or asks for patience. It answers nothing by itself:
 * no request is sent until something is asked.
 */
export async function openGitlabForge(options: GitlabForgeOptions): Promise<Forge> {
  const client = openClient(options);
  const trees = openTrees(client, async (commit) => (await listings(commit)).tree);
  const kept = new Map<string, Promise<GitlabListing>>();

  /** The last listing is kept: it holds a file open, and is what the next question is about. */
  function listings(commit: string): Promise<GitlabListing> {
    const found = kept.get(commit) ?? listCommit(client, trees, commit);
    kept.clear();
    kept.set(commit, found);
    found.catch(() => kept.delete(commit));
    return found;
  }

  return {
    inspectRepository: () => inspectRepository(client),
    snapshot: (commit) => openSnapshot(client, trees, listings, commit),
    commitToBranch: (request) => commitToBranch(client, trees, request),
    addToBranch: (request) => addToBranch(client, trees, request),
    openReview: (request) => openReview(client, request),
    inspectReview: (review, lastHead) => inspectReview(client, trees, review, lastHead),
    readCommit: async (commit) => ({
      ...(await trees.commit(commit)),
      tree: (await trees.root(commit)).tree,
    }),
    holdsCommit: (branch, commit) => holdsCommit(client, branch, commit),
    compare: (base, head) => compareCommits(client, trees, base, head),
    closeReview: (review, headCommit) => closeReview(client, review, headCommit),
    host: openHost(client),
  };
}
