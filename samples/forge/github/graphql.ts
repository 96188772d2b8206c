import { ForgeRefusal } from "../forge.ts";
import type { FaceAnswer } from "../server.ts";
import { findRepository, fullName, permissionOf, type Repository } from "../state.ts";
import { canSee, requirePermission } from "./caller.ts";
import { createRun } from "./check-routes.ts";
import { GithubRefusal } from "./refusal.ts";
import type { Asked } from "./router.ts";
import { nodeId } from "./shapes.ts";

type Input = Readonly<Record<string, unknown>>;

class GraphqlError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

type Variables = Readonly<Record<string, unknown>>;
type Field = readonly [string, (asked: Asked, variables: Variables) => Promise<object>];

const mutation = (
  type: string,
  name: string,
  answer: string,
  run: (asked: Asked, input: Input) => Promise<object>,
): readonly [string, readonly Field[]] => [
  `mutation ($input: ${type}!) { ${name}(input: $input) { ${answer} } }`,
  [[name, (asked, { input }) => run(asked, input as Input)]],
];

/**
 * The documents that are played here, each in the one spelling that is known to be right: for any
 * other document a true answer is not known, and none is made up.
 */
const documents: readonly (readonly [string, readonly Field[]])[] = [
  mutation("CreateCommitOnBranchInput", "createCommitOnBranch", "commit { oid }", createCommit),
  mutation(
    "MarkPullRequestReadyForReviewInput",
    "markPullRequestReadyForReview",
    "pullRequest { isDraft }",
    markReady,
  ),
  mutation("UpdateRefsInput", "updateRefs", "clientMutationId", updateRefs),
  [
    "mutation ($pull: CreatePullRequestInput!, $check: CreateCheckRunInput!) { createPullRequest(input: $pull) { pullRequest { id number url isDraft headRefOid baseRefOid } } createCheckRun(input: $check) { clientMutationId } }",
    [
      ["createPullRequest", (asked, { pull }) => createPull(asked, pull as Input)],
      ["createCheckRun", (asked, { check }) => createCheck(asked, check as Input)],
    ],
  ],
  [
    "query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id nameWithOwner isArchived viewerPermission defaultBranchRef { name target { ... on Commit { oid tree { oid } statusCheckRollup { contexts(first: 50) { nodes { ... on CheckRun { name } ... on StatusContext { context } } } } } } } } }",
    [["repository", inspect]],
  ],
];

/** Refusals come with status 200, beside a null where the result would be; the rest is done. */
export async function answerGraphql(asked: Asked): Promise<FaceAnswer> {
  const document = String(asked.json.query ?? "")
    .replaceAll(/\s+/g, " ")
    .trim();
  const found = documents.find(([form]) => form === document);
  if (found === undefined) {
    const message = `Parse error on "${document.slice(0, 40)}": this document is not played here.`;
    return { status: 200, body: { errors: [{ message }] } };
  }
  const variables = (asked.json.variables ?? {}) as Variables;
  const data: Record<string, object | null> = {};
  const errors: object[] = [];
  for (const [name, run] of found[1]) {
    try {
      data[name] = await run(asked, variables);
    } catch (error) {
      const { type, message } = refusalOf(error);
      data[name] = null;
      errors.push({ type, path: [name], locations: [{ line: 2, column: 3 }], message });
    }
  }
  return { status: 200, body: { data, ...(errors.length > 0 && { errors }) } };
}

function refusalOf(error: unknown): GraphqlError {
  if (error instanceof GraphqlError) return error;
  if (error instanceof ForgeRefusal) return new GraphqlError("UNPROCESSABLE", error.message);
  if (!(error instanceof GithubRefusal)) throw error;
  const type = error.answer.status === 404 ? "NOT_FOUND" : "FORBIDDEN";
  return new GraphqlError(type, error.message);
}

async function inspect(asked: Asked, { owner, name }: Variables): Promise<object> {
  const { world, caller } = asked;
  const repository = findRepository(world.forge.state, String(owner), String(name));
  if (repository === undefined || !canSee(caller, repository)) {
    const words = `Could not resolve to a Repository with the name '${owner}/${name}'.`;
    throw new GraphqlError("NOT_FOUND", words);
  }
  const { git, defaultBranch } = repository;
  const oid = await git.resolve(`refs/heads/${defaultBranch}`);
  return {
    id: nodeId("R", repository.id),
    nameWithOwner: fullName(repository),
    isArchived: repository.archived,
    viewerPermission: viewerPermission(asked, repository),
    defaultBranchRef: oid && {
      name: defaultBranch,
      target: {
        oid,
        tree: { oid: (await git.commit(oid)).tree },
        statusCheckRollup: rollup(asked, repository, oid),
      },
    },
  };
}

function viewerPermission({ caller }: Asked, repository: Repository): string | null {
  if (caller.user.kind === "bot") return null;
  const permission = permissionOf(repository, caller.user);
  return permission === "none" ? null : permission.toUpperCase();
}

/** Null where nobody says anything of the commit. */
function rollup({ caller }: Asked, repository: Repository, sha: string): object | null {
  requirePermission(caller, repository, { checks: "read" });
  requirePermission(caller, repository, { statuses: "read" });
  const nodes = [
    ...repository.checks
      .filter((check) => check.sha === sha)
      .map(({ kind, name }) => (kind === "status" ? { context: name } : { name })),
    ...repository.pipelines
      .filter((pipeline) => pipeline.sha === sha)
      .flatMap(({ jobs }) => jobs.map(({ name }) => ({ name }))),
  ];
  return nodes.length === 0 ? null : { contexts: { nodes } };
}

async function createPull(asked: Asked, input: Input): Promise<object> {
  const { world, caller } = asked;
  const repository = repositoryOf(asked, ({ id }) => nodeId("R", id) === input.repositoryId);
  requirePermission(caller, repository, { pull_requests: "write" });
  const headBranch = String(input.headRefName);
  const about = {
    title: String(input.title),
    body: String(input.body ?? ""),
    draft: input.draft === true,
    headBranch,
    baseBranch: String(input.baseRefName),
  };
  try {
    const change = await world.forge.openChange(repository, about, caller.user);
    const pullRequest = {
      id: nodeId("PR", change.id),
      number: change.number,
      url: `${world.url()}/${fullName(repository)}/pull/${change.number}`,
      isDraft: change.draft,
      headRefOid: change.headSha,
      baseRefOid: change.baseSha,
    };
    return { pullRequest };
  } catch (error) {
    if (!(error instanceof ForgeRefusal) || error.reason !== "duplicate") throw error;
    const words = `A pull request already exists for ${repository.owner.login}:${headBranch}.`;
    throw new GraphqlError("UNPROCESSABLE", words);
  }
}

async function createCheck(asked: Asked, input: Input): Promise<object> {
  const repository = repositoryOf(asked, ({ id }) => nodeId("R", id) === input.repositoryId);
  requirePermission(asked.caller, repository, { checks: "write" });
  const json = {
    head_sha: input.headSha,
    name: input.name,
    status: String(input.status).toLowerCase(),
    details_url: input.detailsUrl,
    output: input.output,
  };
  await createRun({ ...asked, repository, json });
  return { clientMutationId: null };
}

function repositoryOf({ world }: Asked, test: (repository: Repository) => boolean): Repository {
  const found = [...world.forge.state.repositories.values()].find(
    (one) => !one.deleted && test(one),
  );
  if (found === undefined) {
    throw new GraphqlError("NOT_FOUND", "Could not resolve to a Repository with the given name.");
  }
  return found;
}

async function createCommit(asked: Asked, input: Input): Promise<object> {
  const { world, caller } = asked;
  const { branch, expectedHeadOid, message, fileChanges } = input as {
    branch: { repositoryNameWithOwner: string; branchName: string };
    expectedHeadOid: string;
    message: { headline: string; body?: string };
    fileChanges: {
      additions?: { path: string; contents: string }[];
      deletions?: { path: string }[];
    };
  };
  const repository = repositoryOf(asked, (one) => fullName(one) === branch.repositoryNameWithOwner);
  requirePermission(caller, repository, { contents: "write" });
  const { git } = repository;
  const name = branch.branchName.replace(/^refs\/heads\//, "");
  const tip = await git.resolve(`refs/heads/${name}`);
  if (tip === null) {
    throw new GraphqlError("NOT_FOUND", `Branch ${name} could not be found.`);
  }
  if (tip !== expectedHeadOid) {
    throw new GraphqlError(
      "STALE_DATA",
      `Expected branch to point to "${expectedHeadOid}" but it did not. Pull and try again.`,
    );
  }
  const added = await Promise.all(
    (fileChanges.additions ?? []).map(async ({ path, contents }) => ({
      path,
      // The mutation has no place for a file's mode.
      mode: "100644",
      sha: await git.writeBlob(Buffer.from(contents, "base64")),
    })),
  );
  const removed = (fileChanges.deletions ?? []).map(({ path }) => ({ path, mode: "0", sha: null }));
  const tree = await git.writeTree(tip, [...removed, ...added]);
  const body = message.body ?? "";
  const signature = world.forge.signature(caller.user);
  const sha = await git.writeCommit({
    tree,
    parents: [tip],
    message: body === "" ? message.headline : `${message.headline}\n\n${body}`,
    author: signature,
    committer: signature,
  });
  if (world.signs !== "none") world.verified.add(sha);
  await inGraphql(() => world.forge.moveBranch(repository, name, sha, caller.user, false));
  return { commit: { oid: sha } };
}

async function markReady(asked: Asked, input: Input): Promise<object> {
  const { world, caller } = asked;
  for (const repository of world.forge.state.repositories.values()) {
    for (const change of repository.changes.values()) {
      if (nodeId("PR", change.id) !== input.pullRequestId || repository.deleted) continue;
      requirePermission(caller, repository, { pull_requests: "write" });
      if (change.state !== "open") {
        throw new GraphqlError("UNPROCESSABLE", "The pull request is closed.");
      }
      const wasDraft = change.draft;
      change.draft = false;
      if (wasDraft) {
        world.forge.emit({ kind: "change", action: "ready", repository, change, by: caller.user });
      }
      return { pullRequest: { isDraft: false } };
    }
  }
  throw new GraphqlError(
    "NOT_FOUND",
    `Could not resolve to a node with the global id of '${String(input.pullRequestId)}'.`,
  );
}

/**
 * Each ref where it stands: an `afterOid` of zeros deletes, any other moves it forward, and another
 * `beforeOid` refuses.
 */
async function updateRefs(asked: Asked, input: Input): Promise<object> {
  const { world, caller } = asked;
  const repository = repositoryOf(asked, ({ id }) => nodeId("R", id) === input.repositoryId);
  requirePermission(caller, repository, { contents: "write" });
  const updates = input.refUpdates as {
    name: string;
    beforeOid?: string;
    afterOid: string;
    force?: boolean;
  }[];
  for (const { name, beforeOid, afterOid, force = false } of updates) {
    if (!name.startsWith("refs/heads/")) {
      throw new GraphqlError("UNPROCESSABLE", "Only branches are played here.");
    }
    const branch = name.slice("refs/heads/".length);
    const tip = await repository.git.resolve(name);
    if (tip === null) throw new GraphqlError("NOT_FOUND", `Ref ${name} does not exist`);
    if (beforeOid !== undefined && beforeOid !== tip) {
      throw new GraphqlError("STALE_DATA", `Ref ${name} is at ${tip} but expected ${beforeOid}`);
    }
    await inGraphql(() =>
      /^0{40}$/.test(afterOid)
        ? world.forge.deleteBranch(repository, branch, caller.user)
        : world.forge.moveBranch(repository, branch, afterOid, caller.user, force),
    );
  }
  return { clientMutationId: null };
}

async function inGraphql(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof ForgeRefusal)) throw error;
    throw new GraphqlError("UNPROCESSABLE", error.message);
  }
}
