import type { components } from "@octokit/openapi-types";
import type { CommitObject, Signature } from "../bare-repository.ts";
import {
  atLeast,
  fullName,
  type Installation,
  permissionOf,
  type Repository,
  type User,
} from "../state.ts";
import type { Caller } from "./caller.ts";
import { repositoryPaths } from "./repository-paths.ts";
import type { GithubApp, GithubWorld } from "./world.ts";

export type Schemas = components["schemas"];

export function apiUrl(world: GithubWorld): string {
  return world.url() + world.apiPath;
}

export function repositoryUrl(world: GithubWorld, repository: Repository): string {
  return `${apiUrl(world)}/repos/${fullName(repository)}`;
}

export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${Buffer.from(String(id)).toString("base64url")}`;
}

export function time(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}

export function userShape(world: GithubWorld, user: User): Schemas["simple-user"] {
  const url = `${apiUrl(world)}/users/${encodeURIComponent(user.login)}`;
  const type = { person: "User", bot: "Bot", organization: "Organization" }[user.kind];
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId("U", user.id),
    avatar_url: `${world.url()}/avatars/u/${user.id}`,
    gravatar_id: "",
    url,
    html_url:
      user.kind === "bot"
        ? `${world.url()}/apps/${user.login.replace("[bot]", "")}`
        : `${world.url()}/${user.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    site_admin: false,
  };
}

function urlsOf<T extends Readonly<Record<string, string>>>(base: string, paths: T) {
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, base + path])) as {
    [Name in keyof T]: string;
  };
}

/** The repository as lists and other answers hold it. */
export function repositoryShape(
  world: GithubWorld,
  repository: Repository,
  caller: Caller | null = null,
): Schemas["repository"] {
  const url = repositoryUrl(world, repository);
  const web = `${world.url()}/${fullName(repository)}`;
  const open = [...repository.changes.values()].filter(({ state }) => state === "open").length;
  const permission = caller === null ? "read" : permissionOf(repository, caller.user);
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    owner: userShape(world, repository.owner),
    private: repository.private,
    visibility: repository.private ? "private" : "public",
    html_url: web,
    description: null,
    fork: false,
    url,
    ...urlsOf(url, repositoryPaths),
    git_url: `git:${web.slice(web.indexOf(":") + 1)}.git`,
    ssh_url: `git@${new URL(web).hostname}:${fullName(repository)}.git`,
    clone_url: `${web}.git`,
    svn_url: web,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: 1,
    default_branch: repository.defaultBranch,
    open_issues: open,
    open_issues_count: open,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    pushed_at: time(repository.pushedAtMs),
    created_at: time(repository.createdAtMs),
    updated_at: time(repository.pushedAtMs),
    permissions: {
      admin: permission === "admin",
      maintain: atLeast(permission, "maintain"),
      push: atLeast(permission, "write"),
      triage: atLeast(permission, "write"),
      pull: true,
    },
  };
}

export function fullRepositoryShape(
  world: GithubWorld,
  repository: Repository,
  caller: Caller,
): Schemas["full-repository"] {
  const { created_at, updated_at, pushed_at, ...shape } = repositoryShape(
    world,
    repository,
    caller,
  );
  return {
    ...shape,
    created_at: created_at ?? "",
    updated_at: updated_at ?? "",
    pushed_at: pushed_at ?? "",
    subscribers_count: 1,
    network_count: 0,
  } as Schemas["full-repository"];
}

function verification(
  world: GithubWorld,
  { sha, committer }: CommitObject,
): Schemas["verification"] {
  const verified = world.verified.has(sha);
  return {
    verified,
    reason: verified ? "valid" : "unsigned",
    payload: verified ? `tree of ${sha}` : null,
    signature: verified ? `signature of ${sha}` : null,
    verified_at: verified ? time(committer.unixSeconds * 1000) : null,
  };
}

function signatureShape({ name, email, unixSeconds }: Signature) {
  return { name, email, date: time(unixSeconds * 1000) };
}

export function gitCommitShape(
  world: GithubWorld,
  repository: Repository,
  commit: CommitObject,
): Schemas["git-commit"] {
  const url = repositoryUrl(world, repository);
  const web = `${world.url()}/${fullName(repository)}/commit`;
  return {
    sha: commit.sha,
    node_id: nodeId("C", commit.sha),
    url: `${url}/git/commits/${commit.sha}`,
    html_url: `${web}/${commit.sha}`,
    author: signatureShape(commit.author),
    committer: signatureShape(commit.committer),
    message: commit.message,
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/git/commits/${sha}`,
      html_url: `${web}/${sha}`,
    })),
    verification: verification(world, commit),
  };
}

export function commitShape(
  world: GithubWorld,
  repository: Repository,
  commit: CommitObject,
): Schemas["commit"] {
  const url = repositoryUrl(world, repository);
  const web = `${world.url()}/${fullName(repository)}/commit`;
  const by = [...world.forge.state.users.values()].find(
    ({ email }) => email === commit.author.email,
  );
  const author = by === undefined ? null : userShape(world, by);
  return {
    sha: commit.sha,
    node_id: nodeId("C", commit.sha),
    url: `${url}/commits/${commit.sha}`,
    html_url: `${web}/${commit.sha}`,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    commit: {
      url: `${url}/git/commits/${commit.sha}`,
      author: signatureShape(commit.author),
      committer: signatureShape(commit.committer),
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      verification: verification(world, commit),
    },
    author,
    committer: author,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${web}/${sha}`,
    })),
  };
}

export function appShape(world: GithubWorld, app: GithubApp): Schemas["integration"] {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId("A", app.id),
    client_id: app.clientId,
    owner: userShape(world, app.owner),
    name: app.name,
    description: null,
    external_url: "https://agentetna.com",
    html_url: `${world.url()}/apps/${app.slug}`,
    created_at: time(world.forge.nowMs()),
    updated_at: time(world.forge.nowMs()),
    permissions: { ...app.permissions },
    events: [...app.events],
  };
}

export function installationShape(
  world: GithubWorld,
  installation: Installation,
): Schemas["installation"] {
  const app = world.apps.get(installation.appId);
  const { suspendedAtMs, account } = installation;
  return {
    id: installation.id,
    account: userShape(world, account),
    repository_selection: installation.repositoryIds === "all" ? "all" : "selected",
    access_tokens_url: `${apiUrl(world)}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${apiUrl(world)}/installation/repositories`,
    html_url: `${world.url()}/settings/installations/${installation.id}`,
    app_id: installation.appId,
    app_slug: app?.slug ?? "",
    target_id: account.id,
    target_type: account.kind === "organization" ? "Organization" : "User",
    permissions: { ...installation.grants },
    events: [...(app?.events ?? [])],
    created_at: time(world.forge.nowMs()),
    updated_at: time(world.forge.nowMs()),
    single_file_name: null,
    suspended_by: suspendedAtMs === null ? null : userShape(world, account),
    suspended_at: suspendedAtMs === null ? null : time(suspendedAtMs),
  };
}
