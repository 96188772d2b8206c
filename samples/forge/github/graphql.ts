import { ForgeRefusal } from "../forge.ts";
import type { FaceAnswer } from "../server.ts";
import type { Repository } from "../state.ts";
import { fullName } from "../state.ts";
import { requirePermission } from "./caller.ts";
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

/**
 * The mutations that are played here, each in the one spelling that is known to be right: for any
 * other document a true answer is not known, and none is made up.
 */
const mutations: readonly (readonly [
  RegExp,
  string,
  (asked: Asked, input: Input) => Promise<object>,
])[] = [
  [
    /^mutation \(\$input: CreateCommitOnBranchInput!\) \{ createCommitOnBranch\(input: \$input\) \{ commit \{ oid \} \} \}$/,
    "createCommitOnBranch",
    createCommit,
  ],
  [
    /^mutation \(\$input: MarkPullRequestReadyForReviewInput!\) \{ markPullRequestReadyForReview\(input: \$input\) \{ pullRequest \{ isDraft \} \} \}$/,
    "markPullRequestReadyForReview",
    markReady,
  ],
  [
    /^mutation \(\$input: UpdateRefsInput!\) \{ updateRefs\(input: \$input\) \{ clientMutationId \} \}$/,
    "updateRefs",
    updateRefs,
  ],
];

/** Refusals come with status 200, beside a null where the result would be. */
export async function answerGraphql(asked: Asked): Promise<FaceAnswer> {
  const document = String(asked.json.query ?? "")
    .replaceAll(/\s+/g, " ")
    .trim();
  const found = mutations.find(([form]) => form.test(document));
  if (found === undefined) {
    const message = `Parse error on "${document.slice(0, 40)}": this document is not played here.`;
    return { status: 200, body: { errors: [{ message }] } };
  }
  const [, name, run] = found;
  const { input } = (asked.json.variables ?? {}) as { input?: Input };
  try {
    return { status: 200, body: { data: { [name]: await run(asked, input ?? {}) } } };
  } catch (error) {
    const refusal =
      error instanceof GithubRefusal
        ? new GraphqlError(error.answer.status === 404 ? "NOT_FOUND" : "FORBIDDEN", error.message)
        : error;
    if (!(refusal instanceof GraphqlError)) throw error;
    const { type, message } = refusal;
    const location = [{ line: 2, column: 3 }];
    const errors = [{ type, path: [name], locations: location, message }];
    return { status: 200, body: { data: { [name]: null }, errors } };
  }
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

/** Each ref where it stands: an `afterOid` of zeros deletes, and another `beforeOid` refuses. */
async function updateRefs(asked: Asked, input: Input): Promise<object> {
  const { world, caller } = asked;
  const repository = repositoryOf(asked, ({ id }) => nodeId("R", id) === input.repositoryId);
  requirePermission(caller, repository, { contents: "write" });
  const updates = input.refUpdates as { name: string; beforeOid?: string; afterOid: string }[];
  for (const { name, beforeOid, afterOid } of updates) {
    if (!name.startsWith("refs/heads/") || !/^0{40}$/.test(afterOid)) {
      throw new GraphqlError("UNPROCESSABLE", "Only deletions of branches are played here.");
    }
    const branch = name.slice("refs/heads/".length);
    const tip = await repository.git.resolve(name);
    if (tip === null) throw new GraphqlError("NOT_FOUND", `Ref ${name} does not exist`);
    if (beforeOid !== undefined && beforeOid !== tip) {
      throw new GraphqlError("STALE_DATA", `Ref ${name} is at ${tip} but expected ${beforeOid}`);
    }
    await inGraphql(() => world.forge.deleteBranch(repository, branch, caller.user));
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
