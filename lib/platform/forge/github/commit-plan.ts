import { z } from "zod";
import { AppError, toBase64, utf8 } from "#lib/base/index.ts";
import { checkCommitRequest, planEdits } from "../commit-request.ts";
import { etnaBranch } from "../etna-branch.ts";
import type { CommitRequest } from "../forge.ts";
import type { TreeEdit } from "../write-commit.ts";
import type { GithubClient } from "./client.ts";
import { statusOf } from "./failure.ts";
import { createCommitDocument } from "./graphql-documents.ts";
import { blobId, type GithubObjects } from "./objects.ts";
import { gitCommit, gitTree } from "./schemas.ts";
import type { Listings } from "./snapshot.ts";

/** A commit that is to be made, or was. Its tree is there already. */
export interface Plan {
  readonly request: CommitRequest;
  readonly edits: readonly TreeEdit[];
  readonly tree: string;
  /** An object of no branch yet. */
  readonly commit: string;
  /** An App's commit that came out unsigned, and can be made in a way that GitHub always signs. */
  readonly needsSignature: boolean;
}

/** Writes the tree and a commit of it, and no ref. */
export async function planCommit(
  client: GithubClient,
  listings: Listings,
  request: CommitRequest,
): Promise<Plan> {
  etnaBranch(request.branch);
  checkCommitRequest(request);
  const base = await listings.of(request.baseCommit);
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
  const needsSignature =
    client.options.kind === "app" &&
    made.verification?.verified !== true &&
    canBeSigned(base, edits);
  return { request, edits, tree, commit: made.sha, needsSignature };
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

/** Commits on the branch itself, where it stands at the base: GitHub signs what comes of it. */
export async function commitThroughBranch(
  client: GithubClient,
  { request, edits }: Plan,
): Promise<void> {
  const { branch, baseCommit, message } = request;
  const [headline = "", ...rest] = message.split("\n");
  const additions = edits.flatMap(({ path, content }) =>
    content === null ? [] : [{ path, contents: toBase64(utf8(content.text)) }],
  );
  const deletions = edits.flatMap(({ path, content }) => (content === null ? [{ path }] : []));
  await client.mutate(createdSchema, createCommitDocument, {
    branch: { repositoryNameWithOwner: client.repository, branchName: branch },
    expectedHeadOid: baseCommit,
    message: { headline, body: rest.join("\n").trim() },
    fileChanges: { additions, deletions },
  });
}

/** By parent and tree: GitHub sets the time of what it signs itself. */
export async function isOwn(objects: GithubObjects, plan: Plan, tip: string): Promise<boolean> {
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

const createdSchema = z.object({
  createCommitOnBranch: z.object({ commit: z.object({ oid: z.string() }) }),
});

function changesNothing(): AppError {
  return new AppError("invalid_input", "The fix changes nothing.");
}
