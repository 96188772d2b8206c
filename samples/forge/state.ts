import type { BareRepository, MergeMethod } from "./bare-repository.ts";

export interface User {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly kind: "person" | "bot" | "organization";
}

/** What a person may do in a repository, least first. */
export const permissions = ["none", "read", "write", "maintain", "admin"] as const;
export type Permission = (typeof permissions)[number];

export interface Token {
  readonly value: string;
  /** Who acts with it: a person, or the bot of an app, project or group. */
  readonly user: User;
  readonly kind: "app_installation" | "oauth" | "personal" | "fine_grained" | "project" | "group";
  /** Classic and GitLab scopes. */
  readonly scopes: readonly string[];
  /** Permissions of an app or a fine-grained token, such as { contents: "write" }. */
  readonly grants: Readonly<Record<string, "read" | "write">>;
  readonly repositoryIds: readonly number[] | "all";
  readonly installationId: number | null;
  expiresAtMs: number | null;
  revoked: boolean;
}

export interface Installation {
  readonly id: number;
  readonly account: User;
  readonly appId: number;
  repositoryIds: number[] | "all";
  grants: Readonly<Record<string, "read" | "write">>;
  suspendedAtMs: number | null;
  deleted: boolean;
}

export interface Review {
  readonly id: number;
  readonly user: User;
  state: "approved" | "changes_requested" | "commented" | "dismissed";
  readonly body: string;
  readonly commit: string;
  readonly submittedAtMs: number;
}

export interface Comment {
  readonly id: number;
  readonly user: User;
  body: string;
  readonly createdAtMs: number;
  editedAtMs?: number;
}

/** A pull request, a merge request, or an issue: a forge counts pull requests and issues together. */
export interface Change {
  readonly id: number;
  readonly number: number;
  readonly author: User;
  title: string;
  body: string;
  draft: boolean;
  /** Branch the change is on, in `headRepository`. */
  readonly headBranch: string;
  readonly headRepository: Repository;
  baseBranch: string;
  state: "open" | "closed" | "merged";
  /** Kept when the branch is gone. */
  headSha: string;
  baseSha: string;
  mergeCommit: string | null;
  mergedWith: MergeMethod | null;
  mergedBy: User | null;
  readonly createdAtMs: number;
  updatedAtMs: number;
  closedAtMs: number | null;
  mergedAtMs: number | null;
  readonly labels: Set<string>;
  readonly reviewers: Set<string>;
  readonly reviews: Review[];
  readonly comments: Comment[];
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly author: User;
  title: string;
  body: string;
  state: "open" | "closed";
  readonly comments: Comment[];
  readonly createdAtMs: number;
}

/** A check run or a commit status: what somebody says about a commit. */
export interface Check {
  readonly id: number;
  readonly sha: string;
  readonly name: string;
  readonly kind: "check_run" | "status";
  readonly by: User;
  status: "queued" | "in_progress" | "completed";
  conclusion: "success" | "failure" | "neutral" | "cancelled" | "timed_out" | null;
  title: string;
  summary: string;
  detailsUrl: string | null;
  /** Places in files that it is about. */
  readonly annotations?: readonly {
    readonly path: string;
    readonly line: number;
    readonly message: string;
  }[];
  readonly startedAtMs: number;
  completedAtMs: number | null;
}

/** A run of the customer's own CI on a commit: an Actions workflow run or a GitLab pipeline. */
export interface Pipeline {
  readonly id: number;
  readonly sha: string;
  readonly branch: string;
  status: "queued" | "running" | "success" | "failure" | "cancelled";
  readonly createdAtMs: number;
  readonly jobs: { readonly id: number; readonly name: string; status: string; log: string }[];
}

/** A finding that the forge's own scanners report. */
export interface Alert {
  readonly number: number;
  readonly kind: "code_scanning" | "dependabot" | "secret_scanning" | "vulnerability";
  readonly state: "open" | "dismissed" | "fixed";
  readonly tool: string;
  readonly ruleId: string;
  readonly severity: "critical" | "high" | "medium" | "low";
  readonly cwe: string | null;
  readonly title: string;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly createdAtMs: number;
  /** Why people dismissed it, in the forge's own word, and what they added. */
  readonly dismissed?: { readonly reason: string; readonly comment?: string };
  readonly dependency?: {
    readonly ecosystem: string;
    readonly name: string;
    readonly range: string;
    readonly fixedIn: string | null;
    readonly installed?: string;
    readonly cve?: string;
  };
  /** What the scanner says at length. */
  readonly explanation?: string;
  /** Where it leads; its own page where it says nothing. */
  readonly url?: string;
}

export interface Hook {
  readonly id: number;
  url: string;
  secret: string;
  events: readonly string[] | "all";
}

export interface Repository {
  readonly id: number;
  owner: User;
  name: string;
  private: boolean;
  archived: boolean;
  deleted: boolean;
  defaultBranch: string;
  readonly git: BareRepository;
  readonly members: Map<string, Permission>;
  readonly protectedBranches: Set<string>;
  readonly labels: Set<string>;
  readonly changes: Map<number, Change>;
  readonly issues: Map<number, Issue>;
  readonly checks: Check[];
  readonly pipelines: Pipeline[];
  readonly alerts: Alert[];
  readonly uploadedSarif: {
    readonly commit: string;
    readonly ref: string;
    readonly sarif: string;
  }[];
  readonly hooks: Hook[];
  /** Names under which it was known, so that old addresses lead on. */
  readonly formerNames: Set<string>;
  nextNumber: number;
  pushedAtMs: number;
  readonly createdAtMs: number;
}

export interface ForgeState {
  readonly users: Map<string, User>;
  readonly tokens: Map<string, Token>;
  readonly installations: Map<number, Installation>;
  readonly repositories: Map<number, Repository>;
  nextId: number;
}

export function emptyState(): ForgeState {
  return {
    users: new Map(),
    tokens: new Map(),
    installations: new Map(),
    repositories: new Map(),
    // Real forges have large ids: one that was kept in 32 bits shows itself.
    nextId: 4_300_000_000,
  };
}

export function permissionOf(repository: Repository, user: User): Permission {
  if (repository.owner.login === user.login) return "admin";
  return repository.members.get(user.login) ?? (repository.private ? "none" : "read");
}

export function atLeast(permission: Permission, needed: Permission): boolean {
  return permissions.indexOf(permission) >= permissions.indexOf(needed);
}

export function findRepository(
  state: ForgeState,
  owner: string,
  name: string,
): Repository | undefined {
  const wanted = `${owner}/${name}`.toLowerCase();
  const living = [...state.repositories.values()].filter((repository) => !repository.deleted);
  return (
    living.find((repository) => fullName(repository).toLowerCase() === wanted) ??
    living.find((repository) => repository.formerNames.has(wanted))
  );
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}
