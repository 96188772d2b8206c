import { AppError } from "#lib/base/index.ts";
import type { AdditionRequest, CommitResult } from "../forge.ts";
import { movedOrGone } from "../moved.ts";
import { tipOf } from "./branches.ts";
import { type GitlabClient, read } from "./client.ts";
import { actionOf, author, isWanted, planCommit, type Wanted } from "./commit-plan.ts";
import { statusOf } from "./failure.ts";
import { commit as commitSchema, objectId } from "./schemas.ts";
import type { GitlabTrees } from "./trees.ts";

/**
 * GitLab has no condition on where a branch stands, but one on each file: that the last commit which
 * touched it is still the one that is named. So it is looked before, every file is tied to its last
 * commit, and what came of it counts only with the right parent.
 */
export async function addToBranch(
  client: GitlabClient,
  trees: GitlabTrees,
  request: AdditionRequest,
): Promise<CommitResult> {
  const { branch, headCommit } = request;
  const wanted = await planCommit(trees, { ...request, baseCommit: headCommit });

  async function standing(tip: string | null): Promise<CommitResult> {
    const isOurs = tip !== null && (await isWanted(trees, headCommit, tip, wanted));
    if (!isOurs) throw movedOrGone(branch, tip);
    return { commit: tip, tree: (await trees.root(tip)).tree };
  }

  const tip = await tipOf(client, branch);
  if (tip !== headCommit) return standing(tip);
  const made = await create(client, request, wanted);
  if (made === null) return standing(await tipOf(client, branch));
  const { parents } = await trees.commit(made);
  const isOnHead = parents.length === 1 && parents[0] === headCommit;
  if (isOnHead && !(await isWanted(trees, headCommit, made, wanted))) {
    throw new AppError(
      "precondition_failed",
      `GitLab changed the files while it wrote them, most likely their line ends. They stand on ${branch} as ${made}: look at that commit first.`,
    );
  }
  return standing(made);
}

/** The commit, or null where GitLab would not make it because the branch or a file has moved. */
async function create(
  client: GitlabClient,
  { branch, headCommit, message }: AdditionRequest,
  wanted: readonly Wanted[],
): Promise<string | null> {
  const actions = await Promise.all(
    wanted.map(async (edit) => ({
      ...actionOf(edit),
      ...(edit.oldId !== null && {
        lastCommitId: await lastCommitOf(client, headCommit, edit.path),
      }),
    })),
  );
  const { projectId, commits } = client;
  try {
    const answer = await commits.create(projectId, branch, message, actions, author);
    return read(commitSchema, answer).id;
  } catch (error) {
    if (![400, 409].includes(statusOf(error) ?? 0)) throw error;
    if ((await tipOf(client, branch)) === headCommit) throw error;
    return null;
  }
}

async function lastCommitOf(client: GitlabClient, at: string, path: string): Promise<string> {
  const place = `projects/${client.projectId}/repository/files/${encodeURIComponent(path)}`;
  const { transport } = client;
  const { headers } = await transport.send({ method: "HEAD", path: place, query: `ref=${at}` });
  return read(objectId, headers.get("x-gitlab-last-commit-id"));
}
