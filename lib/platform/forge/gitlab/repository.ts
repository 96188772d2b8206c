import { AppError } from "#lib/base/index.ts";
import type { RepositoryInfo } from "../forge.ts";
import { tipOf } from "./branches.ts";
import { type GitlabClient, read } from "./client.ts";
import { project } from "./schemas.ts";

/** The access level from which somebody may push a branch: Developer. */
const developer = 30;

export async function inspectRepository(client: GitlabClient): Promise<RepositoryInfo> {
  const found = read(project, await client.projects.show(client.projectId));
  const { default_branch: defaultBranch, path_with_namespace: fullName, permissions } = found;
  if (defaultBranch === null || defaultBranch === undefined) {
    throw new AppError(
      "precondition_failed",
      `${fullName} has no default branch that Etna may see. Make a commit, or let the token read the repository.`,
    );
  }
  if (defaultBranch.startsWith("etna/")) {
    throw new AppError(
      "precondition_failed",
      `The default branch is ${defaultBranch}, a branch of Etna's. Choose another one and try again.`,
    );
  }
  const headCommit = await tipOf(client, defaultBranch);
  if (headCommit === null) {
    throw new AppError(
      "precondition_failed",
      `${fullName} has no commit on ${defaultBranch} yet. Make one and try again.`,
    );
  }
  const level = Math.max(
    permissions?.project_access?.access_level ?? 0,
    permissions?.group_access?.access_level ?? 0,
  );
  const readOnlyReason = found.archived
    ? "archived"
    : level < developer
      ? "no_write_permission"
      : null;
  return { defaultBranch, headCommit, fullName, reportsOnHead: null, readOnlyReason };
}
