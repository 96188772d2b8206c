import type { FaceAnswer } from "../server.ts";
import { type Check, fullName, type Repository } from "../state.ts";
import { GithubRefusal, invalid, notFound } from "./refusal.ts";
import { paged, type RepositoryAsked, route, textField } from "./router.ts";
import { jobsAsChecks, jobsAsRuns, runShape } from "./run-shapes.ts";
import { nodeId, repositoryShape, repositoryUrl, type Schemas, time, userShape } from "./shapes.ts";
import type { GithubWorld } from "./world.ts";

const checks = { checks: "read" } as const;
const statuses = { statuses: "read" } as const;
const actions = { actions: "read" } as const;

export const checkRoutes = [
  route("GET /commits/:ref/check-runs", checks, listRuns),
  route("GET /check-runs/:id/annotations", checks, listAnnotations),
  route("POST /check-runs", { checks: "write" }, createRun),
  route("PATCH /check-runs/:id", { checks: "write" }, updateRun),
  route("GET /commits/:ref/status", statuses, combinedStatus),
  route("POST /statuses/:sha", { statuses: "write" }, createStatus),
  route("GET /actions/jobs/:id/logs", actions, jobLogs),
];

/** What a check says of places in files; a job of Actions has some too. */
function listAnnotations(asked: RepositoryAsked): FaceAnswer {
  const { world, repository, params } = asked;
  const jobs = repository.pipelines.flatMap((pipeline) => jobsAsChecks(repository, pipeline));
  const own = repository.checks.filter(({ kind }) => kind === "check_run");
  const check = [...own, ...jobs].find(({ id }) => id === Number(params.id));
  if (check === undefined) throw notFound();
  const place = `${world.url()}/${fullName(repository)}/blob/${check.sha}`;
  const shown = (check.annotations ?? []).map(
    ({ path, line, message }): Schemas["check-annotation"] => ({
      path,
      blob_href: `${place}/${path}`,
      start_line: line,
      end_line: line,
      start_column: null,
      end_column: null,
      annotation_level: "failure",
      title: null,
      message,
      raw_details: null,
    }),
  );
  return paged(asked, shown);
}

async function listRuns(asked: RepositoryAsked): Promise<FaceAnswer> {
  const { world, repository, params, query } = asked;
  const sha = await repository.git.resolve(params.ref ?? "");
  if (sha === null) throw new GithubRefusal(422, `No commit found for SHA: ${params.ref}`);
  const own = repository.checks
    .filter((check) => check.kind === "check_run" && check.sha === sha)
    .map((check) => runShape(world, repository, check));
  const jobs = repository.pipelines
    .filter((pipeline) => pipeline.sha === sha)
    .flatMap((pipeline) => jobsAsRuns(world, repository, pipeline));
  const found = [...own, ...jobs].filter(
    (run) =>
      (!query.has("check_name") || run.name === query.get("check_name")) &&
      (!query.has("app_id") || run.app?.id === Number(query.get("app_id"))),
  );
  return paged(asked, found, (page) => ({ total_count: found.length, check_runs: page }));
}

function outputOf(json: Readonly<Record<string, unknown>>) {
  const output = (json.output ?? {}) as Record<string, unknown>;
  return { title: textField(output, "title"), summary: textField(output, "summary") };
}

export async function createRun({ world, repository, json, caller }: RepositoryAsked) {
  const sha = await repository.git.resolve(textField(json, "head_sha"));
  if (sha === null) throw invalid("CheckRun", "head_sha", "invalid");
  if (textField(json, "name") === "") throw invalid("CheckRun", "name", "missing_field");
  const isOver = json.conclusion !== undefined;
  const check: Check = {
    id: world.forge.id(),
    sha,
    name: textField(json, "name"),
    kind: "check_run",
    by: caller.user,
    status: isOver ? "completed" : ((json.status ?? "queued") as Check["status"]),
    conclusion: (json.conclusion ?? null) as Check["conclusion"],
    ...outputOf(json),
    detailsUrl: typeof json.details_url === "string" ? json.details_url : null,
    startedAtMs: world.forge.nowMs(),
    completedAtMs: isOver ? world.forge.nowMs() : null,
  };
  repository.checks.push(check);
  world.forge.emit({ kind: "check", repository, check, by: caller.user });
  return { status: 201, body: runShape(world, repository, check) };
}

function updateRun({ world, repository, json, params, caller }: RepositoryAsked): FaceAnswer {
  const check = repository.checks.find(({ id }) => id === Number(params.id));
  if (check === undefined || check.kind !== "check_run") throw notFound();
  if (check.by !== caller.user) {
    throw new GithubRefusal(
      403,
      "Invalid app_id `" +
        String(params.id) +
        "` - check run can only be modified by the GitHub App that created it.",
    );
  }
  const isOver = json.conclusion !== undefined;
  check.status = isOver ? "completed" : ((json.status ?? check.status) as Check["status"]);
  check.conclusion = (json.conclusion ?? null) as Check["conclusion"];
  Object.assign(check, outputOf(json));
  if (typeof json.details_url === "string") check.detailsUrl = json.details_url;
  check.completedAtMs = isOver ? world.forge.nowMs() : null;
  world.forge.emit({ kind: "check", repository, check, by: caller.user });
  return { status: 200, body: runShape(world, repository, check) };
}

/** A commit status is remembered as a check whose title is its description. */
function stateOf({ status, conclusion }: Check): string {
  if (status !== "completed") return "pending";
  return conclusion === "success" ? "success" : "failure";
}

function statusShape(world: GithubWorld, repository: Repository, check: Check) {
  return {
    url: `${repositoryUrl(world, repository)}/statuses/${check.sha}`,
    avatar_url: `${world.url()}/avatars/u/${check.by.id}`,
    id: check.id,
    node_id: nodeId("SC", check.id),
    state: stateOf(check),
    description: check.title === "" ? null : check.title,
    target_url: check.detailsUrl,
    context: check.name,
    created_at: time(check.startedAtMs),
    updated_at: time(check.startedAtMs),
  };
}

async function combinedStatus(asked: RepositoryAsked): Promise<FaceAnswer> {
  const { world, repository, params } = asked;
  const sha = await repository.git.resolve(params.ref ?? "");
  if (sha === null) throw new GithubRefusal(422, `No commit found for SHA: ${params.ref}`);
  const of = repository.checks.filter((check) => check.kind === "status" && check.sha === sha);
  const last = [...new Map(of.map((check) => [check.name, check])).values()];
  const states = last.map(stateOf);
  const url = repositoryUrl(world, repository);
  const body: Schemas["combined-commit-status"] = {
    state: states.includes("failure")
      ? "failure"
      : states.length === 0 || states.includes("pending")
        ? "pending"
        : "success",
    statuses: last.map((check) => statusShape(world, repository, check)),
    sha,
    total_count: last.length,
    repository: repositoryShape(world, repository) as Schemas["minimal-repository"],
    commit_url: `${url}/commits/${sha}`,
    url: `${url}/commits/${sha}/status`,
  };
  return { status: 200, body };
}

async function createStatus({ world, repository, json, params, caller }: RepositoryAsked) {
  const sha = await repository.git.resolve(params.sha ?? "");
  if (sha === null) throw new GithubRefusal(422, `No commit found for SHA: ${params.sha}`);
  const description = textField(json, "description");
  if (description.length > 140) {
    throw invalid(
      "Status",
      "description",
      "custom",
      "description is too long (maximum is 140 characters)",
    );
  }
  const isPending = json.state === "pending";
  const check: Check = {
    id: world.forge.id(),
    sha,
    name: textField(json, "context") || "default",
    kind: "status",
    by: caller.user,
    status: isPending ? "in_progress" : "completed",
    conclusion: isPending ? null : json.state === "success" ? "success" : "failure",
    title: description,
    summary: "",
    detailsUrl: typeof json.target_url === "string" ? json.target_url : null,
    startedAtMs: world.forge.nowMs(),
    completedAtMs: isPending ? null : world.forge.nowMs(),
  };
  repository.checks.push(check);
  world.forge.emit({ kind: "check", repository, check, by: caller.user });
  const body: Schemas["status"] = {
    ...statusShape(world, repository, check),
    creator: userShape(world, caller.user),
  };
  return { status: 201, body };
}

function jobLogs({ world, repository, params }: RepositoryAsked): FaceAnswer {
  const id = Number(params.id);
  const job = repository.pipelines.flatMap(({ jobs }) => jobs).find((one) => one.id === id);
  if (job === undefined) throw notFound();
  return { status: 302, headers: { location: `${world.logsUrl()}/${repository.id}/${id}` } };
}
