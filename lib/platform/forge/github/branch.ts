import { AppError } from "#lib/base/index.ts";
import { etnaBranch } from "../etna-branch.ts";
import type { EtnaBranch } from "../forge.ts";
import { movedOrGone } from "../moved.ts";
import { type GithubClient, GraphqlRefusal } from "./client.ts";
import { statusOf, wordsOf } from "./failure.ts";
import { noObject, updateRefsDocument } from "./graphql-documents.ts";
import { anyAnswer, gitRef, repository } from "./schemas.ts";

/**
 * Commit at the tip of one of Etna's branches, or null. Every write asks this first, so a name that
 * only claims to be Etna's (a cast, a stored row) ends here.
 */
export async function branchTip(client: GithubClient, branch: EtnaBranch): Promise<string | null> {
  etnaBranch(branch);
  try {
    const route = "GET /repos/{owner}/{repo}/git/ref/{ref}";
    const found = await client.send(gitRef, route, { ref: `heads/${branch}` });
    return found.object.sha;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return null;
  }
}

/** Creates the branch at `commit`; false where a branch of the name is there already. */
export async function createBranch(
  client: GithubClient,
  branch: EtnaBranch,
  commit: string,
): Promise<boolean> {
  etnaBranch(branch);
  const body = { ref: `refs/heads/${branch}`, sha: commit, isRepeatable: true };
  try {
    await client.send(anyAnswer, "POST /repos/{owner}/{repo}/git/refs", body);
    client.own.branches.set(branch, commit);
    return true;
  } catch (error) {
    if (statusOf(error) !== 422) throw error;
    if (wordsOf(error).includes("already exists")) return false;
    if (wordsOf(error).includes("rule")) {
      throw new AppError(
        "precondition_failed",
        `A rule of the repository forbids Etna to create ${branch}. Allow branches below etna/ and try again.`,
        { cause: error },
      );
    }
    throw new AppError(
      "conflict",
      `GitHub could not create ${branch}: another branch stands in its way. Remove it, then run again.`,
      { cause: error },
    );
  }
}

/**
 * Moves the branch on from one commit to its child, and from no other: REST knows no such condition.
 * Where GitHub refuses this throws GraphqlRefusal, and the branch tells why.
 */
export async function advanceBranch(
  client: GithubClient,
  branch: EtnaBranch,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  etnaBranch(branch);
  const { node_id: repositoryId } = await client.poll(repository, "GET /repos/{owner}/{repo}");
  const update = { name: `refs/heads/${branch}`, beforeOid: from, afterOid: to, force: false };
  await client.mutate(anyAnswer, updateRefsDocument, { repositoryId, refUpdates: [update] });
}

/** Deletes the branch where it stands at `commit`; a branch that is gone is a no-op. */
export async function deleteBranch(
  client: GithubClient,
  branch: EtnaBranch,
  commit: string,
): Promise<void> {
  const tip = await branchTip(client, branch);
  if (tip === null) return;
  if (tip !== commit) throw movedOrGone(branch, tip);
  const { node_id: repositoryId } = await client.poll(repository, "GET /repos/{owner}/{repo}");
  const update = { name: `refs/heads/${branch}`, beforeOid: commit, afterOid: noObject };
  try {
    await client.mutate(anyAnswer, updateRefsDocument, { repositoryId, refUpdates: [update] });
  } catch (error) {
    if (!(error instanceof GraphqlRefusal)) throw error;
    const now = await branchTip(client, branch);
    if (now === null) return;
    if (now !== commit) throw movedOrGone(branch, now);
    throw error;
  }
}

export function elsewhere(branch: EtnaBranch, tip: string): AppError {
  return new AppError(
    "conflict",
    `${branch} already exists at another commit (${tip}). Merge or delete that branch, then run again.`,
  );
}
