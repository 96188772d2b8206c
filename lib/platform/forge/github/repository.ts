import { AppError } from "#lib/base/index.ts";
import type { RepositoryInfo } from "../forge.ts";
import type { GithubClient } from "./client.ts";
import { statusOf } from "./failure.ts";
import type { GithubObjects } from "./objects.ts";
import { branchTip, repository } from "./schemas.ts";

export async function inspectRepository(
  client: GithubClient,
  objects: GithubObjects,
): Promise<RepositoryInfo> {
  const found = await client.poll(repository, "GET /repos/{owner}/{repo}");
  const { default_branch: defaultBranch, full_name: fullName } = found;
  if (defaultBranch.startsWith("etna/")) {
    throw new AppError(
      "precondition_failed",
      `The default branch is ${defaultBranch}, a branch of Etna's. Choose your own branch and try again.`,
    );
  }
  return {
    defaultBranch,
    headCommit: await tipOf(client, objects, defaultBranch),
    fullName,
    forgeId: String(found.id),
    readOnlyReason: found.archived
      ? "archived"
      : mayWrite(client, found.permissions?.push)
        ? null
        : "no_write_permission",
  };
}

async function tipOf(
  client: GithubClient,
  objects: GithubObjects,
  branch: string,
): Promise<string> {
  try {
    const route = "GET /repos/{owner}/{repo}/branches/{branch}";
    const { commit } = await client.poll(branchTip, route, { branch });
    objects.know(commit.sha, commit.commit.tree.sha);
    return commit.sha;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    throw new AppError(
      "precondition_failed",
      `The repository has no commit on ${branch} yet. Make one and try again.`,
    );
  }
}

/** What an App may do is in its installation; of a person, the repository itself says it. */
function mayWrite({ options }: GithubClient, push: boolean | undefined): boolean {
  if (options.kind === "user") return push === true;
  const { permissions } = options;
  if (permissions === undefined || permissions === null) return true;
  return permissions.contents === "write" && permissions.pull_requests === "write";
}
