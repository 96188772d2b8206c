import { AppError } from "#lib/base/index.ts";
import type { RepositoryInfo } from "../forge.ts";
import { type GithubClient, GraphqlRefusal } from "./client.ts";
import { statusOf } from "./failure.ts";
import { inspectDocument } from "./graphql-documents.ts";
import type { GithubObjects } from "./objects.ts";
import { branchTip, inspected, repository } from "./schemas.ts";

/** One request, or, where GitHub refuses it or there is nothing at the tip, the words of two. */
export async function inspectRepository(
  client: GithubClient,
  objects: GithubObjects,
): Promise<RepositoryInfo> {
  return (await inspectAtOnce(client, objects)) ?? (await inspectInTurn(client, objects));
}

async function inspectAtOnce(
  client: GithubClient,
  objects: GithubObjects,
): Promise<RepositoryInfo | null> {
  const { owner, name } = client.options;
  const found = await client
    .read(inspected, inspectDocument, { owner, name })
    .catch((error: unknown) => {
      if (error instanceof GraphqlRefusal) return null;
      throw error;
    });
  const tip = found?.repository.defaultBranchRef;
  if (!found || !tip) return null;
  const { id, nameWithOwner: fullName, isArchived, viewerPermission } = found.repository;
  const { oid: headCommit, tree, statusCheckRollup } = tip.target;
  client.own.repositoryId = id;
  objects.know(headCommit, tree.oid);
  const reports = statusCheckRollup?.contexts.nodes ?? [];
  const mayPush = ["ADMIN", "MAINTAIN", "WRITE"].includes(viewerPermission ?? "");
  return {
    defaultBranch: ownDefault(tip.name),
    headCommit,
    fullName,
    reportsOnHead: reports.some(({ name: by, context }) => (by ?? context) !== "Etna"),
    readOnlyReason: readOnlyReason(client, isArchived, mayPush),
  };
}

async function inspectInTurn(
  client: GithubClient,
  objects: GithubObjects,
): Promise<RepositoryInfo> {
  const found = await client.poll(repository, "GET /repos/{owner}/{repo}");
  const { default_branch: defaultBranch, full_name: fullName } = found;
  client.own.repositoryId = found.node_id;
  return {
    defaultBranch: ownDefault(defaultBranch),
    headCommit: await tipOf(client, objects, defaultBranch),
    fullName,
    reportsOnHead: null,
    readOnlyReason: readOnlyReason(client, found.archived, found.permissions?.push),
  };
}

function ownDefault(branch: string): string {
  if (!branch.startsWith("etna/")) return branch;
  throw new AppError(
    "precondition_failed",
    `The default branch is ${branch}, a branch of Etna's. Choose your own branch and try again.`,
  );
}

function readOnlyReason(
  client: GithubClient,
  isArchived: boolean,
  push: boolean | undefined,
): RepositoryInfo["readOnlyReason"] {
  if (isArchived) return "archived";
  return mayWrite(client, push) ? null : "no_write_permission";
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
