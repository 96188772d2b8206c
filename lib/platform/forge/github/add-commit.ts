import type { AdditionRequest, CommitResult } from "../forge.ts";
import { movedOrGone } from "../moved.ts";
import { advanceBranch, branchTip } from "./branch.ts";
import { type GithubClient, GraphqlRefusal } from "./client.ts";
import { commitThroughBranch, isOwn, type Plan, planCommit } from "./commit-plan.ts";
import type { GithubObjects } from "./objects.ts";
import type { Listings } from "./snapshot.ts";

export async function addToBranch(
  client: GithubClient,
  objects: GithubObjects,
  listings: Listings,
  request: AdditionRequest,
): Promise<CommitResult> {
  const { branch, headCommit } = request;
  const plan = await planCommit(client, listings, { ...request, baseCommit: headCommit });
  const tip = await branchTip(client, branch);
  if (tip !== headCommit) return standing(client, objects, plan, tip);
  try {
    if (plan.needsSignature) await commitThroughBranch(client, plan);
    else await advanceBranch(client, branch, { from: headCommit, to: plan.commit });
  } catch (error) {
    // Another try may have come first; then the branch says so.
    if (!(error instanceof GraphqlRefusal)) throw error;
    const now = await branchTip(client, branch);
    if (now === headCommit) throw error;
    return standing(client, objects, plan, now);
  }
  const made = plan.needsSignature ? await branchTip(client, branch) : plan.commit;
  const result = await standing(client, objects, plan, made);
  objects.know(result.commit, result.tree);
  client.own.commits.add(result.commit);
  if (client.own.branches.has(branch)) client.own.branches.set(branch, result.commit);
  return result;
}

/** What the branch stands at, where that is what was asked for. */
async function standing(
  client: GithubClient,
  objects: GithubObjects,
  plan: Plan,
  tip: string | null,
): Promise<CommitResult> {
  const { tree, commit, request } = plan;
  if (tip === commit) return { commit, tree };
  const isSame = tip !== null && client.options.kind === "app" && (await isOwn(objects, plan, tip));
  if (!isSame) throw movedOrGone(request.branch, tip);
  return { commit: tip, tree };
}
