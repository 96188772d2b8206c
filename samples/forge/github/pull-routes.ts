import type { MergeMethod } from "../bare-repository.ts";
import { ForgeRefusal } from "../forge.ts";
import type { FaceAnswer } from "../server.ts";
import type { Change } from "../state.ts";
import { fullName } from "../state.ts";
import { mayWrite, pullListedShape, pullShape, reviewShape } from "./pull-shapes.ts";
import { GithubRefusal, invalid, notFound, unprocessable } from "./refusal.ts";
import { paged, type RepositoryAsked, route, textField } from "./router.ts";
import { commitShape, repositoryUrl, type Schemas } from "./shapes.ts";

const read = { pull_requests: "read" } as const;
const write = { pull_requests: "write" } as const;

export const pullRoutes = [
  route("GET /pulls", read, listPulls),
  route("POST /pulls", write, createPull),
  route("GET /pulls/:number", read, getPull),
  route("PATCH /pulls/:number", write, updatePull),
  route("GET /pulls/:number/files", read, listFiles),
  route("GET /pulls/:number/commits", read, listCommits),
  route("GET /pulls/:number/reviews", read, listReviews),
  route("POST /pulls/:number/reviews", write, createReview),
  route("GET /pulls/:number/comments", read, (asked) => paged(asked, [])),
  route("POST /pulls/:number/requested_reviewers", write, requestReviewers),
  route("PUT /pulls/:number/merge", { contents: "write" }, mergePull),
];

export function changeOf({ repository, params }: RepositoryAsked): Change {
  const change = repository.changes.get(Number(params.number));
  if (change === undefined) throw notFound();
  return change;
}

function listPulls(asked: RepositoryAsked): FaceAnswer {
  const { world, repository, query } = asked;
  const state = query.get("state") ?? "open";
  const [owner, ...ref] = (query.get("head") ?? "").split(":");
  const found = [...repository.changes.values()].filter(
    (change) =>
      (state === "all" || (change.state === "open") === (state === "open")) &&
      (!query.has("base") || change.baseBranch === query.get("base")) &&
      (!query.has("head") ||
        (change.headBranch === ref.join(":") && change.headRepository.owner.login === owner)),
  );
  const shapes = found.toReversed().map((change) => pullListedShape(world, repository, change));
  return paged(asked, shapes);
}

async function createPull({ world, repository, json, caller }: RepositoryAsked) {
  const [head, base] = [textField(json, "head"), textField(json, "base")];
  const [owner, ref] = head.includes(":") ? head.split(":") : [null, head];
  const headRepository =
    owner === null
      ? repository
      : [...world.forge.state.repositories.values()].find(
          (fork) => fork.owner.login === owner && fork.name === repository.name,
        );
  if (headRepository === undefined) throw invalid("PullRequest", "head", "invalid");
  if (textField(json, "title") === "") throw invalid("PullRequest", "title", "missing_field");
  const about = {
    title: textField(json, "title"),
    body: textField(json, "body"),
    draft: json.draft === true,
    headBranch: ref ?? "",
    baseBranch: base,
    headRepository,
  };
  try {
    const change = await world.forge.openChange(repository, about, caller.user);
    const location = `${repositoryUrl(world, repository)}/pulls/${change.number}`;
    const body = await pullShape(world, repository, change);
    return { status: 201, body, headers: { location } };
  } catch (error) {
    if (!(error instanceof ForgeRefusal)) throw error;
    if (error.reason === "archived") throw new GithubRefusal(403, error.message);
    const label = `${headRepository.owner.login}:${ref}`;
    const words =
      error.reason === "duplicate"
        ? `A pull request already exists for ${label}.`
        : error.message === "no_commits"
          ? `No commits between ${base} and ${ref}`
          : null;
    if (words === null) throw invalid("PullRequest", error.message, "invalid");
    const custom = { resource: "PullRequest", code: "custom", message: words };
    throw new GithubRefusal(422, "Validation Failed", { errors: [custom] });
  }
}

async function getPull(asked: RepositoryAsked): Promise<FaceAnswer> {
  const { world, repository } = asked;
  return { status: 200, body: await pullShape(world, repository, changeOf(asked)) };
}

async function updatePull(asked: RepositoryAsked): Promise<FaceAnswer> {
  const { world, repository, json, caller } = asked;
  const change = changeOf(asked);
  if (repository.archived) throw new GithubRefusal(403, "Repository was archived so is read-only.");
  if (json.state === "open" && change.state !== "open") {
    if (change.state === "merged") throw invalid("PullRequest", "state", "invalid");
    const standing = await change.headRepository.git.resolve(`refs/heads/${change.headBranch}`);
    if (standing === null) throw invalid("PullRequest", "state", "invalid");
    change.state = "open";
    change.closedAtMs = null;
  }
  if (typeof json.title === "string") change.title = json.title;
  if (typeof json.body === "string") change.body = json.body;
  if (typeof json.base === "string") change.baseBranch = json.base;
  if (json.state === "closed") world.forge.closeChange(repository, change, caller.user);
  change.updatedAtMs = world.forge.nowMs();
  if (json.title !== undefined || json.body !== undefined) {
    world.forge.emit({ kind: "change", action: "edited", repository, change, by: caller.user });
  }
  return { status: 200, body: await pullShape(world, repository, change) };
}

/** Patches end at 3,000 lines, as GitHub cuts them; a reader who needs all of it reads blobs. */
async function listFiles(asked: RepositoryAsked): Promise<FaceAnswer> {
  const { world, repository } = asked;
  const change = changeOf(asked);
  const web = `${world.url()}/${fullName(repository)}`;
  const url = repositoryUrl(world, repository);
  const files = await change.headRepository.git.changedFiles(change.baseSha, change.headSha);
  const shapes = files.map((file): Schemas["diff-entry"] => ({
    sha: file.newSha ?? file.oldSha ?? "",
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${web}/blob/${change.headSha}/${file.path}`,
    raw_url: `${web}/raw/${change.headSha}/${file.path}`,
    contents_url: `${url}/contents/${file.path}?ref=${change.headSha}`,
    ...(file.patch !== null && { patch: file.patch.split("\n").slice(0, 3000).join("\n") }),
  }));
  return paged(asked, shapes);
}

async function listCommits(asked: RepositoryAsked): Promise<FaceAnswer> {
  const { world, repository } = asked;
  const change = changeOf(asked);
  const own = await change.headRepository.git.history(`${change.baseSha}..${change.headSha}`);
  return paged(
    asked,
    own.toReversed().map((commit) => commitShape(world, repository, commit)),
  );
}

function listReviews(asked: RepositoryAsked): FaceAnswer {
  const { world, repository } = asked;
  const change = changeOf(asked);
  return paged(
    asked,
    change.reviews.map((review) => reviewShape(world, repository, change, review)),
  );
}

function createReview(asked: RepositoryAsked): FaceAnswer {
  const { world, repository, json, caller } = asked;
  const change = changeOf(asked);
  const states = {
    APPROVE: "approved",
    REQUEST_CHANGES: "changes_requested",
    COMMENT: "commented",
  } as const;
  const state = Object.entries(states).find(([event]) => event === json.event)?.[1];
  if (state === undefined) throw unprocessable("Unprocessable Entity");
  try {
    const body = textField(json, "body");
    const review = world.forge.review(repository, change, caller.user, state, body);
    return { status: 200, body: reviewShape(world, repository, change, review) };
  } catch (error) {
    if (!(error instanceof ForgeRefusal)) throw error;
    throw new GithubRefusal(422, "Unprocessable Entity", { errors: [error.message] });
  }
}

async function requestReviewers(asked: RepositoryAsked): Promise<FaceAnswer> {
  const { world, repository, json } = asked;
  const change = changeOf(asked);
  const wanted = Array.isArray(json.reviewers) ? json.reviewers.map(String) : [];
  const teams = Array.isArray(json.team_reviewers) ? json.team_reviewers : [];
  for (const login of wanted) {
    if (login === change.author.login) {
      throw unprocessable("Review cannot be requested from pull request author.");
    }
    if (!mayWrite(repository, login, world)) {
      throw unprocessable(
        "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.",
      );
    }
  }
  if (teams.length > 0) {
    throw unprocessable("Could not resolve to a node with the global id of the team.");
  }
  for (const login of wanted) change.reviewers.add(login);
  return { status: 201, body: pullListedShape(world, repository, change) };
}

async function mergePull(asked: RepositoryAsked): Promise<FaceAnswer> {
  const { world, repository, json, caller } = asked;
  const change = changeOf(asked);
  const method = String(json.merge_method ?? "merge") as MergeMethod;
  if (change.draft) throw new GithubRefusal(405, "Pull Request is still a draft");
  if (typeof json.sha === "string" && json.sha !== change.headSha) {
    throw new GithubRefusal(409, "Head branch was modified. Review and try the merge again.");
  }
  try {
    const sha = await world.forge.merge(repository, change, caller.user, method);
    return {
      status: 200,
      body: { sha, merged: true, message: "Pull Request successfully merged" },
    };
  } catch (error) {
    if (!(error instanceof ForgeRefusal)) throw error;
    throw new GithubRefusal(405, "Pull Request is not mergeable");
  }
}
