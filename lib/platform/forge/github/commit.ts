import { AppError } from "#lib/base/index.ts";
import type { CommitRequest, CommitResult } from "../forge.ts";
import { branchTip, createBranch, deleteBranch, elsewhere } from "./branch.ts";
import { type GithubClient, GraphqlRefusal } from "./client.ts";
import { commitThroughBranch, isOwn, type Plan, planCommit } from "./commit-plan.ts";
import type { GithubObjects } from "./objects.ts";
import type { Listings } from "./snapshot.ts";

export async function commitToBranch(
  client: GithubClient,
  objects: GithubObjects,
  listings: Listings,
  request: CommitRequest,
): Promise<CommitResult> {
  const plan = await planCommit(client, listings, request);
  const { branch } = request;
  const result = plan.needsSignature
    ? await signedInstead(client, objects, plan)
    : (await createBranch(client, branch, plan.commit))
      ? plan
      : await ownBranch(client, objects, plan);
  objects.know(result.commit, result.tree);
  if (client.own.branches.has(branch)) {
    client.own.branches.set(branch, result.commit);
    client.own.commits.add(result.commit);
  }
  return { commit: result.commit, tree: result.tree };
}

/** The branch was there: what an earlier try of the same request left, or a `conflict`. */
async function ownBranch(
  client: GithubClient,
  objects: GithubObjects,
  plan: Plan,
): Promise<CommitResult> {
  const { branch } = plan.request;
  const tip = await branchTip(client, branch);
  if (tip === null) {
    throw new AppError("conflict", `${branch} was deleted meanwhile. Run again.`);
  }
  if (tip === plan.commit || (await isOwn(objects, plan, tip)))
    return { commit: tip, tree: plan.tree };
  throw elsewhere(branch, tip);
}

/** An App's commit that came out unsigned is made through the branch, which GitHub always signs. */
async function signedInstead(
  client: GithubClient,
  objects: GithubObjects,
  plan: Plan,
): Promise<CommitResult> {
  const { branch, baseCommit } = plan.request;
  if (!(await createBranch(client, branch, baseCommit))) {
    const tip = await branchTip(client, branch);
    // At its base the branch holds nothing of anyone's: an earlier try came just so far.
    if (tip !== baseCommit) return ownBranch(client, objects, plan);
  }
  try {
    await commitThroughBranch(client, plan);
  } catch (error) {
    // Another try may have committed first; then the branch says so.
    if (!(error instanceof GraphqlRefusal)) throw error;
    if ((await branchTip(client, branch)) === baseCommit) throw error;
  }
  const result = await ownOrCleared(client, objects, plan);
  return result;
}

/** What came of it has the very tree that was planned, or does not stay. */
async function ownOrCleared(
  client: GithubClient,
  objects: GithubObjects,
  plan: Plan,
): Promise<CommitResult> {
  const { branch, baseCommit } = plan.request;
  const tip = await branchTip(client, branch);
  if (tip === null) throw new AppError("conflict", `${branch} was deleted meanwhile. Run again.`);
  if (await isOwn(objects, plan, tip)) return { commit: tip, tree: plan.tree };
  const { parents } = await objects.commit(tip);
  if (parents.length === 1 && parents[0] === baseCommit) await deleteBranch(client, branch, tip);
  throw elsewhere(branch, tip);
}
