import { fullName, permissionOf } from "../state.ts";
import { requireNotEmpty } from "./git-routes.ts";
import { GithubRefusal, notFound } from "./refusal.ts";
import { type RepositoryAsked, route } from "./router.ts";
import {
  commitShape,
  fullRepositoryShape,
  repositoryUrl,
  type Schemas,
  userShape,
} from "./shapes.ts";

const read = { contents: "read" } as const;
const metadata = { metadata: "read" } as const;

export const repositoryRoutes = [
  route("GET ", metadata, ({ world, repository, caller }) => ({
    status: 200,
    body: fullRepositoryShape(world, repository, caller),
  })),
  route("GET /branches/*branch", read, getBranch),
  route("GET /commits/:ref", read, getCommit),
  route("GET /compare/*basehead", read, compare),
  route("GET /tarball/:ref", read, tarball),
  route("GET /collaborators/:username/permission", metadata, permission),
];

async function getBranch({ world, repository, params }: RepositoryAsked) {
  const { branch = "" } = params;
  const sha = (await repository.git.branches()).get(branch);
  if (sha === undefined) throw new GithubRefusal(404, "Branch not found");
  const url = `${repositoryUrl(world, repository)}/branches/${branch}`;
  const isProtected = repository.protectedBranches.has(branch);
  const body: Schemas["branch-with-protection"] = {
    name: branch,
    commit: commitShape(world, repository, await repository.git.commit(sha)),
    _links: { self: url, html: `${world.url()}/${fullName(repository)}/tree/${branch}` },
    protected: isProtected,
    protection: {
      enabled: isProtected,
      required_status_checks: { enforcement_level: "off", contexts: [], checks: [] },
    },
    protection_url: `${url}/protection`,
  };
  return { status: 200, body };
}

async function getCommit({ world, repository, params }: RepositoryAsked) {
  await requireNotEmpty(repository);
  const sha = await repository.git.resolve(params.ref ?? "");
  if (sha === null) throw new GithubRefusal(422, `No commit found for SHA: ${params.ref}`);
  return { status: 200, body: commitShape(world, repository, await repository.git.commit(sha)) };
}

/** From the merge base to the head, with at most 250 commits; the files are on its first page. */
async function compare({ world, repository, params, query }: RepositoryAsked) {
  const [base = "", head = ""] = (params.basehead ?? "").split("...");
  const { git } = repository;
  const [from, to] = await Promise.all([git.resolve(base), git.resolve(head)]);
  if (from === null || to === null) throw notFound();
  const middle = await git.mergeBase(from, to);
  if (middle === null) {
    throw new GithubRefusal(404, `No common ancestor between ${base} and ${head}.`);
  }
  const [ahead, behind] = await Promise.all([
    git.history(`${from}..${to}`),
    git.history(`${to}..${from}`),
  ]);
  const [fromCommit, middleCommit] = await Promise.all([git.commit(from), git.commit(middle)]);
  const url = `${repositoryUrl(world, repository)}/compare/${base}...${head}`;
  const web = `${world.url()}/${fullName(repository)}/compare/${base}...${head}`;
  const perPage = Number(query.get("per_page") ?? 250);
  const body: Schemas["commit-comparison"] = {
    url,
    html_url: web,
    permalink_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    base_commit: commitShape(world, repository, fromCommit),
    merge_base_commit: commitShape(world, repository, middleCommit),
    status: statusOf(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead
      .toReversed()
      .slice(0, perPage)
      .map((one) => commitShape(world, repository, one)),
    files: [],
  };
  return { status: 200, body };
}

function statusOf(ahead: number, behind: number) {
  if (ahead > 0 && behind > 0) return "diverged" as const;
  if (ahead === 0 && behind === 0) return "identical" as const;
  return ahead > 0 ? ("ahead" as const) : ("behind" as const);
}

/** GitHub sends on to its archive server, with a token of that server's own. */
async function tarball({ world, repository, params }: RepositoryAsked) {
  const sha = await repository.git.resolve(params.ref ?? "");
  if (sha === null) throw notFound();
  const location = `${world.url()}/_codeload/${repository.id}/legacy.tar.gz/${sha}`;
  return { status: 302, headers: { location } };
}

function permission({ world, repository, params }: RepositoryAsked) {
  const person = world.forge.state.users.get(params.username ?? "");
  if (person === undefined) throw notFound();
  const role = permissionOf(repository, person);
  const body: Schemas["repository-collaborator-permission"] = {
    permission: role === "maintain" ? "write" : role,
    role_name: role,
    user: { ...userShape(world, person), role_name: role },
  };
  return { status: 200, body };
}
