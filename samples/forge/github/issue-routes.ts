import type { FaceAnswer } from "../server.ts";
import { type Change, type Comment, fullName, type Issue, type Repository } from "../state.ts";
import { association, labelShape } from "./pull-shapes.ts";
import { GithubRefusal, invalid, notFound } from "./refusal.ts";
import { paged, type RepositoryAsked, route, textField } from "./router.ts";
import { nodeId, repositoryUrl, type Schemas, time, userShape } from "./shapes.ts";
import type { GithubWorld } from "./world.ts";

const read = { issues: "read" } as const;
// A pull request's own comments and labels are open to who may write pull requests.
const write = { pull_requests: "write" } as const;

export const issueRoutes = [
  route("GET /issues/:number/comments", { pull_requests: "read" }, listComments),
  route("POST /issues/:number/comments", write, createComment),
  route("GET /issues/comments/:id", read, getComment),
  route("GET /issues/:number/labels", read, listLabels),
  route("POST /issues/:number/labels", write, addLabels),
  route("GET /labels", read, listRepositoryLabels),
];

function threadOf({ repository, params }: RepositoryAsked): Change | Issue {
  const number = Number(params.number);
  const thread = repository.changes.get(number) ?? repository.issues.get(number);
  if (thread === undefined) throw notFound();
  return thread;
}

export function commentShape(
  world: GithubWorld,
  repository: Repository,
  number: number,
  comment: Comment,
): Schemas["issue-comment"] {
  const url = repositoryUrl(world, repository);
  const kind = repository.issues.has(number) ? "issues" : "pull";
  const web = `${world.url()}/${fullName(repository)}/${kind}/${number}`;
  return {
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    url: `${url}/issues/comments/${comment.id}`,
    html_url: `${web}#issuecomment-${comment.id}`,
    issue_url: `${url}/issues/${number}`,
    user: userShape(world, comment.user),
    body: comment.body,
    created_at: time(comment.createdAtMs),
    updated_at: time(comment.editedAtMs ?? comment.createdAtMs),
    author_association: association(repository, comment.user.login),
    performed_via_github_app: null,
  };
}

function listComments(asked: RepositoryAsked): FaceAnswer {
  const { world, repository, query } = asked;
  const { number, comments } = threadOf(asked);
  const since = Date.parse(query.get("since") ?? "1970-01-01T00:00:00Z");
  const found = comments.filter(({ createdAtMs }) => createdAtMs >= since);
  return paged(
    asked,
    found.map((comment) => commentShape(world, repository, number, comment)),
  );
}

function getComment({ world, repository, params }: RepositoryAsked): FaceAnswer {
  for (const { number, comments } of [
    ...repository.changes.values(),
    ...repository.issues.values(),
  ]) {
    const comment = comments.find(({ id }) => id === Number(params.id));
    if (comment === undefined) continue;
    return { status: 200, body: commentShape(world, repository, number, comment) };
  }
  throw notFound();
}

function createComment(asked: RepositoryAsked): FaceAnswer {
  const { world, repository, json, caller } = asked;
  const thread = threadOf(asked);
  const body = textField(json, "body");
  if (body === "") throw invalid("IssueComment", "body", "missing_field");
  if (repository.archived) throw new GithubRefusal(403, "Repository was archived so is read-only.");
  const comment = {
    id: world.forge.id(),
    user: caller.user,
    body,
    createdAtMs: world.forge.nowMs(),
  };
  thread.comments.push(comment);
  world.forge.emit({ kind: "comment", repository, on: thread, comment, by: caller.user });
  return { status: 201, body: commentShape(world, repository, thread.number, comment) };
}

function listLabels(asked: RepositoryAsked): FaceAnswer {
  const { world, repository } = asked;
  const thread = threadOf(asked);
  const names = "labels" in thread ? [...thread.labels] : [];
  return paged(
    asked,
    names.map((name) => labelShape(world, repository, name)),
  );
}

function addLabels(asked: RepositoryAsked): FaceAnswer {
  const { world, repository, json } = asked;
  const thread = threadOf(asked);
  if (!("labels" in thread)) throw notFound();
  for (const name of Array.isArray(json.labels) ? json.labels.map(String) : []) {
    repository.labels.add(name);
    thread.labels.add(name);
  }
  const body = [...thread.labels].map((name) => labelShape(world, repository, name));
  return { status: 200, body };
}

function listRepositoryLabels(asked: RepositoryAsked): FaceAnswer {
  const { world, repository } = asked;
  return paged(
    asked,
    [...repository.labels].map((name) => labelShape(world, repository, name)),
  );
}
