import { AppError } from "#lib/base/index.ts";
import type { CommitRequest, CommitResult } from "../forge.ts";
import { deleteBranch, tipOf } from "./branches.ts";
import { type GitlabClient, read } from "./client.ts";
import { actionOf, author, isWanted, planCommit, type Wanted } from "./commit-plan.ts";
import { statusOf } from "./failure.ts";
import { commit as commitSchema } from "./schemas.ts";
import type { GitlabTrees } from "./trees.ts";

/**
 * One commit through one request that makes the branch as well. GitLab sets the time itself, so a
 * repeat would be another commit: it finds the branch, and takes it for its own by parent and tree.
 */
export async function commitToBranch(
  client: GitlabClient,
  trees: GitlabTrees,
  request: CommitRequest,
): Promise<CommitResult> {
  const { baseCommit, branch } = request;
  const wanted = await planCommit(trees, request);
  const made = await create(client, request, wanted);
  const commit = made ?? (await standing(client, request));
  if (!(await isWanted(trees, baseCommit, commit, wanted))) {
    if (made === null) throw elsewhere(request, commit);
    // A push rule or core.autocrlf has made something else of it: nothing of that stays.
    await deleteBranch(client, branch, commit);
    throw new AppError(
      "precondition_failed",
      "GitLab changed the files while it wrote them, most likely their line ends. Etna took its branch back.",
    );
  }
  return { commit, tree: (await trees.root(commit)).tree };
}

/** The commit, or null where GitLab would not make it because something stands there. */
async function create(
  client: GitlabClient,
  { branch, baseCommit, message }: CommitRequest,
  wanted: readonly Wanted[],
): Promise<string | null> {
  const actions = wanted.map(actionOf);
  try {
    const answer = await client.commits.create(client.projectId, branch, message, actions, {
      startSha: baseCommit,
      ...author,
    });
    return read(commitSchema, answer).id;
  } catch (error) {
    if (![400, 409].includes(statusOf(error) ?? 0)) throw error;
    if ((await tipOf(client, branch)) !== null) return null;
    if ((await tipOf(client, "etna")) !== null) {
      throw new AppError(
        "conflict",
        `GitLab could not write ${branch}: another branch stands in its way. Remove it, then run again.`,
        { cause: error },
      );
    }
    throw error;
  }
}

async function standing(client: GitlabClient, { branch }: CommitRequest): Promise<string> {
  const tip = await tipOf(client, branch);
  if (tip !== null) return tip;
  throw new AppError("conflict", `${branch} came and went. Run again.`);
}

function elsewhere({ branch }: CommitRequest, tip: string): AppError {
  return new AppError(
    "conflict",
    `${branch} already exists at another commit (${tip}). Merge or delete that branch, then run again.`,
  );
}
