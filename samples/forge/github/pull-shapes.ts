import { type Change, fullName, permissionOf, type Repository, type Review } from "../state.ts";
import { nodeId, repositoryShape, repositoryUrl, type Schemas, time, userShape } from "./shapes.ts";
import type { GithubWorld } from "./world.ts";

type Association = Schemas["author-association"];

export function association(repository: Repository, login: string): Association {
  if (repository.owner.login === login) return "OWNER";
  const member = repository.members.get(login);
  return member === undefined || member === "none" ? "NONE" : "COLLABORATOR";
}

export function labelShape(world: GithubWorld, repository: Repository, name: string) {
  return {
    id: repository.id + [...repository.labels].indexOf(name),
    node_id: nodeId("LA", `${repository.id}:${name}`),
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(name)}`,
    name,
    description: "",
    color: "ededed",
    default: false,
  };
}

function branchShape(world: GithubWorld, repository: Repository, ref: string, sha: string) {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: userShape(world, repository.owner),
    repo: repositoryShape(world, repository),
  };
}

export function pullListedShape(
  world: GithubWorld,
  repository: Repository,
  change: Change,
): Schemas["pull-request-simple"] {
  const url = repositoryUrl(world, repository);
  const self = `${url}/pulls/${change.number}`;
  const issue = `${url}/issues/${change.number}`;
  const web = `${world.url()}/${fullName(repository)}/pull/${change.number}`;
  const statuses = `${url}/statuses/${change.headSha}`;
  const { headRepository } = change;
  const reviewers = [...change.reviewers].flatMap(
    (login) => world.forge.state.users.get(login) ?? [],
  );
  const shape = {
    url: self,
    id: change.id,
    node_id: nodeId("PR", change.id),
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    issue_url: issue,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: `${url}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    number: change.number,
    state: change.state === "open" ? "open" : "closed",
    locked: false,
    title: change.title,
    user: userShape(world, change.author),
    body: change.body === "" ? null : change.body,
    labels: [...change.labels].map((name) => labelShape(world, repository, name)),
    milestone: null,
    created_at: time(change.createdAtMs),
    updated_at: time(change.updatedAtMs),
    closed_at: change.closedAtMs === null ? null : time(change.closedAtMs),
    merged_at: change.mergedAtMs === null ? null : time(change.mergedAtMs),
    merge_commit_sha: change.mergeCommit,
    assignee: null,
    assignees: [],
    requested_reviewers: reviewers.map((user) => userShape(world, user)),
    requested_teams: [],
    head: branchShape(world, headRepository, change.headBranch, change.headSha),
    base: branchShape(world, repository, change.baseBranch, change.baseSha),
    _links: {
      self: { href: self },
      html: { href: web },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${self}/comments` },
      review_comment: { href: `${url}/pulls/comments{/number}` },
      commits: { href: `${self}/commits` },
      statuses: { href: statuses },
    },
    author_association: association(repository, change.author.login),
    auto_merge: null,
    draft: change.draft,
  };
  // A fork that was deleted leaves its pull requests behind.
  if (headRepository.deleted) return { ...shape, head: { ...shape.head, repo: null } } as never;
  return shape;
}

export async function pullShape(
  world: GithubWorld,
  repository: Repository,
  change: Change,
): Promise<Schemas["pull-request"]> {
  const { git } = change.headRepository;
  const target =
    (await repository.git.resolve(`refs/heads/${change.baseBranch}`)) ?? change.baseSha;
  const files = await git.changedFiles(change.baseSha, change.headSha);
  const own = await git.history(`${change.baseSha}..${change.headSha}`);
  const isOpen = change.state === "open";
  const clean = isOpen && (await repository.git.mergedTree(target, change.headSha)) !== null;
  return {
    ...pullListedShape(world, repository, change),
    state: isOpen ? "open" : "closed",
    user: userShape(world, change.author),
    merged: change.state === "merged",
    mergeable: isOpen ? clean : null,
    rebaseable: isOpen ? clean : null,
    mergeable_state: isOpen ? (clean ? (change.draft ? "draft" : "clean") : "dirty") : "unknown",
    merged_by: change.mergedBy === null ? null : userShape(world, change.mergedBy),
    comments: change.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: own.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  } as Schemas["pull-request"];
}

export function reviewShape(
  world: GithubWorld,
  repository: Repository,
  change: Change,
  review: Review,
): Schemas["pull-request-review"] {
  const self = `${repositoryUrl(world, repository)}/pulls/${change.number}`;
  const web = `${world.url()}/${fullName(repository)}/pull/${change.number}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId("PRR", review.id),
    user: userShape(world, review.user),
    body: review.body,
    state: review.state.toUpperCase(),
    html_url: web,
    pull_request_url: self,
    _links: { html: { href: web }, pull_request: { href: self } },
    submitted_at: time(review.submittedAtMs),
    commit_id: review.commit,
    author_association: association(repository, review.user.login),
  };
}

export function mayWrite(repository: Repository, login: string, world: GithubWorld): boolean {
  const user = world.forge.state.users.get(login);
  return user !== undefined && permissionOf(repository, user) !== "none";
}
