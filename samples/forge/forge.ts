import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BareRepository, type MergeMethod, type Signature } from "./bare-repository.ts";
import type { ForgeEvent } from "./events.ts";
import {
  type Change,
  emptyState,
  type ForgeState,
  fullName,
  type Issue,
  type Permission,
  type Pipeline,
  type Repository,
  type Review,
  type Token,
  type User,
} from "./state.ts";

/** A refusal of the forge itself; each face says it in its own words and status. */
export class ForgeRefusal extends Error {
  readonly reason:
    | "not_found"
    | "conflict"
    | "duplicate"
    | "protected"
    | "not_fast_forward"
    | "archived"
    | "own_change"
    | "invalid";

  constructor(reason: ForgeRefusal["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Everything a forge remembers and does, over real bare repositories, and nothing about any wire
 * format: that is for its faces. Tests act through it as the people who work on the forge.
 */
export class FakeForge {
  readonly state: ForgeState;
  readonly #folder: string;
  readonly #isTemporary: boolean;
  readonly #listeners = new Set<(event: ForgeEvent) => void>();
  /** The clock of the forge, so that tests can let tokens expire. */
  nowMs: () => number = Date.now;

  private constructor(folder: string, state: ForgeState, isTemporary: boolean) {
    this.#folder = folder;
    this.state = state;
    this.#isTemporary = isTemporary;
  }

  /** A forge that is gone when it is closed. */
  static async create(): Promise<FakeForge> {
    return new FakeForge(await mkdtemp(join(tmpdir(), "fake-forge-")), emptyState(), true);
  }

  /** A forge whose repositories stay below `folder`, as it was when `state` was kept. */
  static open(folder: string, state: ForgeState): FakeForge {
    return new FakeForge(folder, state, false);
  }

  async close(): Promise<void> {
    if (this.#isTemporary) await rm(this.#folder, { recursive: true, force: true });
  }

  /** Where the repository of this id keeps its git. */
  gitDir(id: number): string {
    return join(this.#folder, `${id}.git`);
  }

  onEvent(listener: (event: ForgeEvent) => void): void {
    this.#listeners.add(listener);
  }

  emit(event: ForgeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  id(): number {
    this.state.nextId += 1 + (this.state.nextId % 7);
    return this.state.nextId;
  }

  addUser(login: string, about: Partial<Pick<User, "name" | "email" | "kind">> = {}): User {
    const user: User = {
      id: this.id(),
      login,
      name: about.name ?? login,
      email: about.email ?? `${login}@example.test`,
      kind: about.kind ?? "person",
    };
    this.state.users.set(login, user);
    return user;
  }

  addToken(token: Partial<Token> & Pick<Token, "user" | "kind">, prefix = "fake_"): Token {
    const made: Token = {
      value: prefix + randomBytes(20).toString("hex"),
      scopes: [],
      grants: {},
      repositoryIds: "all",
      installationId: null,
      expiresAtMs: null,
      revoked: false,
      ...token,
    };
    this.state.tokens.set(made.value, made);
    return made;
  }

  /** The token as it stands, or why it does not work. */
  readToken(value: string): Token | "unknown" | "expired" | "revoked" | "suspended" {
    const token = this.state.tokens.get(value);
    if (token === undefined) return "unknown";
    if (token.revoked) return "revoked";
    if (token.expiresAtMs !== null && token.expiresAtMs <= this.nowMs()) return "expired";
    if (token.installationId !== null) {
      const installation = this.state.installations.get(token.installationId);
      if (installation === undefined || installation.deleted) return "revoked";
      if (installation.suspendedAtMs !== null) return "suspended";
    }
    return token;
  }

  async addRepository(about: {
    readonly owner: User;
    readonly name: string;
    readonly files: Readonly<Record<string, string | Uint8Array>>;
    readonly private?: boolean;
    readonly defaultBranch?: string;
    readonly members?: Readonly<Record<string, Permission>>;
  }): Promise<Repository> {
    const id = this.id();
    const git = await BareRepository.create(this.gitDir(id));
    const defaultBranch = about.defaultBranch ?? "main";
    const now = this.nowMs();
    const repository: Repository = {
      id,
      owner: about.owner,
      name: about.name,
      private: about.private ?? true,
      archived: false,
      deleted: false,
      defaultBranch,
      git,
      members: new Map(Object.entries(about.members ?? {})),
      protectedBranches: new Set([defaultBranch]),
      labels: new Set(),
      changes: new Map(),
      issues: new Map(),
      checks: [],
      pipelines: [],
      alerts: [],
      uploadedSarif: [],
      hooks: [],
      formerNames: new Set(),
      nextNumber: 1,
      pushedAtMs: now,
      createdAtMs: now,
    };
    this.state.repositories.set(id, repository);
    const first = await this.#writeCommit(
      repository,
      null,
      about.files,
      about.owner,
      "First commit",
    );
    await git.setBranch(defaultBranch, first);
    await git.text(["symbolic-ref", "HEAD", `refs/heads/${defaultBranch}`]);
    return repository;
  }

  /** A push of one commit by a person, with git and not through any API. A null takes a file away. */
  async push(
    repository: Repository,
    branch: string,
    files: Readonly<Record<string, string | Uint8Array | null>>,
    by: User,
    message = "Work",
  ): Promise<string> {
    const before = await repository.git.resolve(`refs/heads/${branch}`);
    const parent =
      before ?? (await repository.git.resolve(`refs/heads/${repository.defaultBranch}`));
    const after = await this.#writeCommit(repository, parent, files, by, message);
    await repository.git.setBranch(branch, after);
    this.#pushed(repository, branch, before, after, by);
    return after;
  }

  /** Moves a branch as the API is asked to. Throws ForgeRefusal as the forge refuses. */
  async moveBranch(
    repository: Repository,
    branch: string,
    sha: string,
    by: User,
    force: boolean,
  ): Promise<void> {
    this.#requireWritable(repository, branch, by);
    const before = await repository.git.resolve(`refs/heads/${branch}`);
    if (before === null) throw new ForgeRefusal("not_found", "Reference does not exist");
    if (!force && !(await repository.git.isAncestor(before, sha))) {
      throw new ForgeRefusal("not_fast_forward", "Update is not a fast forward");
    }
    await repository.git.setBranch(branch, sha, before);
    this.#pushed(repository, branch, before, sha, by);
  }

  async createBranch(repository: Repository, branch: string, sha: string, by: User): Promise<void> {
    this.#requireWritable(repository, branch, by);
    if (!(await repository.git.isValidBranch(branch))) {
      throw new ForgeRefusal("invalid", "Reference name is invalid");
    }
    if ((await repository.git.typeOf(sha)) !== "commit") {
      throw new ForgeRefusal("invalid", "Object does not exist");
    }
    if (!(await repository.git.setBranch(branch, sha, null))) {
      throw new ForgeRefusal("duplicate", "Reference already exists");
    }
    this.#pushed(repository, branch, null, sha, by);
  }

  async deleteBranch(repository: Repository, branch: string, by: User): Promise<void> {
    this.#requireWritable(repository, branch, by);
    const before = await repository.git.resolve(`refs/heads/${branch}`);
    if (before === null) throw new ForgeRefusal("not_found", "Reference does not exist");
    await repository.git.deleteBranch(branch);
    this.#pushed(repository, branch, before, null, by);
    // Forges close what has lost its branch.
    for (const change of repository.changes.values()) {
      if (
        change.state === "open" &&
        change.headBranch === branch &&
        change.headRepository === repository
      ) {
        this.closeChange(repository, change, by);
      }
    }
  }

  async openChange(
    repository: Repository,
    about: Pick<Change, "title" | "body" | "draft" | "headBranch" | "baseBranch"> & {
      readonly headRepository?: Repository;
    },
    by: User,
  ): Promise<Change> {
    this.#requireLiving(repository);
    const headRepository = about.headRepository ?? repository;
    const [headSha, baseSha] = await Promise.all([
      headRepository.git.resolve(`refs/heads/${about.headBranch}`),
      repository.git.resolve(`refs/heads/${about.baseBranch}`),
    ]);
    if (headSha === null) throw new ForgeRefusal("invalid", "head");
    if (baseSha === null) throw new ForgeRefusal("invalid", "base");
    const open = [...repository.changes.values()].find(
      (change) =>
        change.state === "open" &&
        change.headBranch === about.headBranch &&
        change.headRepository === headRepository &&
        change.baseBranch === about.baseBranch,
    );
    if (open !== undefined) throw new ForgeRefusal("duplicate", String(open.number));
    if (headSha === baseSha) throw new ForgeRefusal("invalid", "no_commits");
    const now = this.nowMs();
    const change: Change = {
      id: this.id(),
      number: repository.nextNumber++,
      author: by,
      title: about.title,
      body: about.body,
      draft: about.draft,
      headBranch: about.headBranch,
      headRepository,
      baseBranch: about.baseBranch,
      state: "open",
      headSha,
      baseSha,
      mergeCommit: null,
      mergedWith: null,
      mergedBy: null,
      createdAtMs: now,
      updatedAtMs: now,
      closedAtMs: null,
      mergedAtMs: null,
      labels: new Set(),
      reviewers: new Set(),
      reviews: [],
      comments: [],
    };
    repository.changes.set(change.number, change);
    this.emit({ kind: "change", action: "opened", repository, change, by });
    return change;
  }

  closeChange(repository: Repository, change: Change, by: User): void {
    if (change.state !== "open") return;
    change.state = "closed";
    change.closedAtMs = change.updatedAtMs = this.nowMs();
    this.emit({ kind: "change", action: "closed", repository, change, by });
  }

  /** A review by a person. The author of a change cannot approve it. */
  review(
    repository: Repository,
    change: Change,
    by: User,
    state: Review["state"],
    body = "",
  ): Review {
    if (state === "approved" && change.author.login === by.login) {
      throw new ForgeRefusal("own_change", "Can not approve your own pull request");
    }
    const review: Review = {
      id: this.id(),
      user: by,
      state,
      body,
      commit: change.headSha,
      submittedAtMs: this.nowMs(),
    };
    change.reviews.push(review);
    this.emit({ kind: "review", action: "submitted", repository, change, review, by });
    return review;
  }

  comment(repository: Repository, on: Change | Issue, by: User, body: string): void {
    const comment = { id: this.id(), user: by, body, createdAtMs: this.nowMs() };
    on.comments.push(comment);
    this.emit({ kind: "comment", repository, on, comment, by });
  }

  openIssue(repository: Repository, by: User, title: string, body = ""): Issue {
    const issue: Issue = {
      id: this.id(),
      number: repository.nextNumber++,
      author: by,
      title,
      body,
      state: "open",
      comments: [],
      createdAtMs: this.nowMs(),
    };
    repository.issues.set(issue.number, issue);
    this.emit({ kind: "issue", action: "opened", repository, issue, by });
    return issue;
  }

  /** What a person's click on Merge does. Returns the commit that the target stands at afterwards. */
  async merge(
    repository: Repository,
    change: Change,
    by: User,
    method: MergeMethod,
  ): Promise<string> {
    if (change.state !== "open") throw new ForgeRefusal("invalid", "Pull Request is not mergeable");
    const { git } = repository;
    const target = await git.resolve(`refs/heads/${change.baseBranch}`);
    if (target === null) throw new ForgeRefusal("not_found", "Base branch was deleted");
    const merged = await this.#mergeCommit(repository, change, target, by, method);
    await git.setBranch(change.baseBranch, merged, target);
    change.state = "merged";
    change.mergeCommit = merged;
    change.mergedWith = method;
    change.mergedBy = by;
    change.mergedAtMs = change.closedAtMs = change.updatedAtMs = this.nowMs();
    this.#pushed(repository, change.baseBranch, target, merged, by);
    this.emit({ kind: "change", action: "merged", repository, change, by });
    return merged;
  }

  /** Puts the commits of a change on top of its target, on its own branch. */
  async rebase(repository: Repository, change: Change, by: User): Promise<string> {
    const target = await repository.git.resolve(`refs/heads/${change.baseBranch}`);
    if (target === null) throw new ForgeRefusal("not_found", "Base branch was deleted");
    const before = change.headSha;
    const after = await this.#rebased(repository, before, target, by);
    await change.headRepository.git.setBranch(change.headBranch, after, before);
    this.#pushed(change.headRepository, change.headBranch, before, after, by);
    return after;
  }

  /** The customer's CI has run on a commit. */
  runPipeline(
    repository: Repository,
    about: {
      readonly sha: string;
      readonly branch: string;
      readonly status: Pipeline["status"];
      readonly log?: string;
      /** Of each job; one named "test" unless given. */
      readonly jobs?: readonly {
        readonly name: string;
        readonly status: string;
        readonly log: string;
      }[];
    },
    by: User,
  ): Pipeline {
    const pipeline: Pipeline = {
      id: this.id(),
      sha: about.sha,
      branch: about.branch,
      status: about.status,
      createdAtMs: this.nowMs(),
      jobs: (about.jobs ?? [{ name: "test", status: about.status, log: about.log ?? "" }]).map(
        (job) => ({ id: this.id(), ...job }),
      ),
    };
    repository.pipelines.push(pipeline);
    this.emit({ kind: "pipeline", repository, pipeline, by });
    return pipeline;
  }

  /** A run of the CI goes on, all its jobs with it. */
  advancePipeline(
    repository: Repository,
    pipeline: Pipeline,
    status: Pipeline["status"],
    by: User,
  ): void {
    pipeline.status = status;
    for (const job of pipeline.jobs) job.status = status;
    this.emit({ kind: "pipeline", repository, pipeline, by });
  }

  /** Says that a draft is ready for who reviews it. */
  markReady(repository: Repository, change: Change, by: User): void {
    if (!change.draft || change.state !== "open") return;
    change.draft = false;
    change.updatedAtMs = this.nowMs();
    this.emit({ kind: "change", action: "ready", repository, change, by });
  }

  rename(repository: Repository, name: string, by: User): void {
    const formerName = fullName(repository);
    repository.formerNames.add(formerName.toLowerCase());
    repository.name = name;
    this.emit({ kind: "repository", action: "renamed", repository, formerName, by });
  }

  transfer(repository: Repository, owner: User, by: User): void {
    const formerName = fullName(repository);
    repository.formerNames.add(formerName.toLowerCase());
    repository.owner = owner;
    this.emit({ kind: "repository", action: "transferred", repository, formerName, by });
  }

  async changeDefaultBranch(repository: Repository, branch: string, by: User): Promise<void> {
    repository.defaultBranch = branch;
    await repository.git.text(["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
    const formerName = fullName(repository);
    this.emit({ kind: "repository", action: "default_branch", repository, formerName, by });
  }

  archive(repository: Repository, by: User): void {
    repository.archived = true;
    const formerName = fullName(repository);
    this.emit({ kind: "repository", action: "archived", repository, formerName, by });
  }

  deleteRepository(repository: Repository, by: User): void {
    repository.deleted = true;
    const formerName = fullName(repository);
    this.emit({ kind: "repository", action: "deleted", repository, formerName, by });
  }

  signature(user: User): Signature {
    const unixSeconds = Math.floor(this.nowMs() / 1000);
    return { name: user.name, email: user.email, unixSeconds };
  }

  async #mergeCommit(
    repository: Repository,
    change: Change,
    target: string,
    by: User,
    method: MergeMethod,
  ): Promise<string> {
    const { git } = repository;
    const signature = this.signature(by);
    const refused = new ForgeRefusal("conflict", "Merge conflict");
    if (method === "rebase") return this.#rebased(repository, change.headSha, target, by);
    if (method === "fast_forward") {
      if (!(await git.isAncestor(target, change.headSha))) throw refused;
      return change.headSha;
    }
    const tree = await git.mergedTree(target, change.headSha);
    if (tree === null) throw refused;
    const write = (of: string, parents: readonly string[], message: string) =>
      git.writeCommit({ tree: of, parents, message, author: signature, committer: signature });
    const squashed = `${change.title} (#${change.number})`;
    if (method === "squash") return write(tree, [target], squashed);
    let second = change.headSha;
    if (method === "squash_merge") {
      const base = (await git.mergeBase(target, second)) ?? target;
      second = await write((await git.commit(second)).tree, [base], squashed);
    }
    const message = `Merge pull request #${change.number}\n\n${change.title}`;
    return write(tree, [target, second], message);
  }

  async #rebased({ git }: Repository, head: string, target: string, by: User): Promise<string> {
    let tip = target;
    for (const commit of (await git.history(`${target}..${head}`)).toReversed()) {
      const tree = await git.mergedTree(tip, commit.sha);
      if (tree === null) throw new ForgeRefusal("conflict", "Merge conflict");
      const committer = this.signature(by);
      tip = await git.writeCommit({ ...commit, tree, parents: [tip], committer });
    }
    return tip;
  }

  async #writeCommit(
    repository: Repository,
    parent: string | null,
    files: Readonly<Record<string, string | Uint8Array | null>>,
    by: User,
    message: string,
  ): Promise<string> {
    const { git } = repository;
    const entries = await Promise.all(
      Object.entries(files).map(async ([path, content]) => ({
        path,
        mode: "100644",
        sha: content === null ? null : await git.writeBlob(content),
      })),
    );
    const tree = await git.writeTree(parent, entries);
    const signature = this.signature(by);
    const parents = parent === null ? [] : [parent];
    return git.writeCommit({ tree, parents, message, author: signature, committer: signature });
  }

  #pushed(
    repository: Repository,
    branch: string,
    before: string | null,
    after: string | null,
    by: User,
  ): void {
    const none = "0".repeat(40);
    repository.pushedAtMs = this.nowMs();
    this.emit({
      kind: "push",
      repository,
      branch,
      before: before ?? none,
      after: after ?? none,
      by,
    });
    if (after === null) return;
    for (const project of this.state.repositories.values()) {
      for (const change of project.changes.values()) {
        const same = change.headRepository === repository && change.headBranch === branch;
        if (!same || change.state !== "open" || change.headSha === after) continue;
        change.headSha = after;
        change.updatedAtMs = this.nowMs();
        this.emit({ kind: "change", action: "pushed", repository: project, change, by });
      }
    }
  }

  #requireWritable(repository: Repository, branch: string, _by: User): void {
    this.#requireLiving(repository);
    if (repository.protectedBranches.has(branch)) {
      throw new ForgeRefusal("protected", `${branch} is protected`);
    }
  }

  #requireLiving(repository: Repository): void {
    if (repository.archived) {
      throw new ForgeRefusal("archived", "Repository was archived so is read-only.");
    }
  }
}
