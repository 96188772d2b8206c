import { z } from "zod";
import { AppError, toBase64, utf8 } from "#lib/base/index.ts";
import { checkCommitRequest, planEdits } from "../commit-request.ts";
import { etnaBranch } from "../etna-branch.ts";
import type { CommitRequest, CommitResult } from "../forge.ts";
import type { TreeEdit } from "../write-commit.ts";
import { branchTip, createBranch, deleteBranch, elsewhere } from "./branch.ts";
import { type GithubClient, GraphqlRefusal } from "./client.ts";
import { statusOf } from "./failure.ts";
import { createCommitDocument } from "./graphql-documents.ts";
import { blobId, type GithubObjects } from "./objects.ts";
import { gitCommit, gitTree } from "./schemas.ts";
import type { Listings } from "./snapshot.ts";

interface Plan extends CommitResult {
  readonly request: CommitRequest;
  readonly edits: readonly TreeEdit[];
}

export async function commitToBranch(
  client: GithubClient,
  objects: GithubObjects,
  listings: Listings,
  request: CommitRequest,
): Promise<CommitResult> {
  etnaBranch(request.branch);
  checkCommitRequest(request);
  const { baseCommit, branch } = request;
  const base = await listings.of(baseCommit);
  const ids = new Map(base.files.map((file) => [file.path, file.objectId]));
  const edits = await planEdits(
    base,
    request.changes,
    async (path, text) => ids.get(path) === blobId(utf8(text)),
  );
  if (edits.length === 0) throw changesNothing();
  const tree = await writeTree(client, base.tree, edits);
  if (tree === base.tree) throw changesNothing();
  const made = await writeCommit(client, request, tree);
  const plan: Plan = { request, edits, tree, commit: made.sha };
  const result =
    client.options.kind === "app" &&
    made.verification?.verified !== true &&
    canBeSigned(base, edits)
      ? await signedInstead(client, objects, plan)
      : (await createBranch(client, branch, made.sha))
        ? plan
        : await ownBranch(client, objects, plan);
  objects.know(result.commit, result.tree);
  if (client.own.branches.has(branch)) {
    client.own.branches.set(branch, result.commit);
    client.own.commits.add(result.commit);
  }
  return { commit: result.commit, tree: result.tree };
}

async function writeTree(
  client: GithubClient,
  baseTree: string,
  edits: readonly TreeEdit[],
): Promise<string> {
  const tree = edits.map(({ path, content }) =>
    content === null
      ? { path, mode: "100644", type: "blob", sha: null }
      : { path, mode: content.mode, type: "blob", content: content.text },
  );
  const body = { base_tree: baseTree, tree, isRepeatable: true };
  try {
    return (await client.send(gitTree, "POST /repos/{owner}/{repo}/git/trees", body)).sha;
  } catch (error) {
    if (statusOf(error) !== 422) throw error;
    throw new AppError(
      "precondition_failed",
      "GitHub refuses this tree: it holds a path that no work tree may have, or would be empty.",
      { cause: error },
    );
  }
}

/**
 * GitHub signs what an App commits in its own name and at its own time. A person's token signs
 * nothing, so there the commit says who made it and is the same commit when it is made again.
 */
async function writeCommit(client: GithubClient, request: CommitRequest, tree: string) {
  const { message, baseCommit, unixSeconds } = request;
  const date = new Date(unixSeconds * 1000).toISOString();
  const etna = { name: "Etna", email: "etna@users.noreply.invalid", date };
  const by = client.options.kind === "app" ? {} : { author: etna, committer: etna };
  const body = { message, tree, parents: [baseCommit], ...by, isRepeatable: true };
  return client.send(gitCommit, "POST /repos/{owner}/{repo}/git/commits", body);
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
  if (tip === plan.commit || (await isOwn(objects, plan, tip))) return { ...plan, commit: tip };
  throw elsewhere(branch, tip);
}

async function isOwn(objects: GithubObjects, plan: Plan, tip: string): Promise<boolean> {
  const { tree, parents } = await objects.commit(tip);
  return tree === plan.tree && parents.length === 1 && parents[0] === plan.request.baseCommit;
}

/** Committing through the branch keeps no file's mode, and a commit of hundreds of files is refused. */
function canBeSigned(
  base: { readonly files: readonly { readonly path: string; readonly mode: string }[] },
  edits: readonly TreeEdit[],
): boolean {
  const executable = new Set(base.files.flatMap((f) => (f.mode === "100755" ? [f.path] : [])));
  return edits.length <= 100 && edits.every(({ path }) => !executable.has(path));
}

/** An App's commit that came out unsigned is made through the branch, which GitHub always signs. */
async function signedInstead(
  client: GithubClient,
  objects: GithubObjects,
  plan: Plan,
): Promise<CommitResult> {
  const { branch, baseCommit, message } = plan.request;
  if (!(await createBranch(client, branch, baseCommit))) {
    const tip = await branchTip(client, branch);
    // At its base the branch holds nothing of anyone's: an earlier try came just so far.
    if (tip !== baseCommit) return ownBranch(client, objects, plan);
  }
  const [headline = "", ...rest] = message.split("\n");
  const additions = plan.edits.flatMap(({ path, content }) =>
    content === null ? [] : [{ path, contents: toBase64(utf8(content.text)) }],
  );
  const deletions = plan.edits.flatMap(({ path, content }) => (content === null ? [{ path }] : []));
  const input = {
    branch: { repositoryNameWithOwner: client.repository, branchName: branch },
    expectedHeadOid: baseCommit,
    message: { headline, body: rest.join("\n").trim() },
    fileChanges: { additions, deletions },
  };
  try {
    await client.mutate(createdSchema, createCommitDocument, input);
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
  if (await isOwn(objects, plan, tip)) return { ...plan, commit: tip };
  const { parents } = await objects.commit(tip);
  if (parents.length === 1 && parents[0] === baseCommit) await deleteBranch(client, branch, tip);
  throw elsewhere(branch, tip);
}

const createdSchema = z.object({
  createCommitOnBranch: z.object({ commit: z.object({ oid: z.string() }) }),
});

function changesNothing(): AppError {
  return new AppError("invalid_input", "The fix changes nothing.");
}
