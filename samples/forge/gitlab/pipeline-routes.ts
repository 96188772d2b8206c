import type { Check, Pipeline, Repository } from "../state.ts";
import {
  type Call,
  created,
  notFound,
  ok,
  paged,
  projectOf,
  type Routes,
  refuse,
  required,
  textOf,
} from "./call.ts";
import { jobOf, pipelineOf, statusOf } from "./entities.ts";

const transitions = {
  pending: "enqueue",
  running: "run",
  success: "success",
  failed: "drop",
} as const;

function jobFor(call: Call, repository: Repository) {
  for (const pipeline of repository.pipelines) {
    const job = pipeline.jobs.find(({ id }) => String(id) === call.params[1]);
    if (job !== undefined) return { pipeline, job };
  }
  throw notFound("Job");
}

function pipelineFor(call: Call, repository: Repository): Pipeline {
  const found = repository.pipelines.find(({ id }) => String(id) === call.params[1]);
  if (found === undefined) throw notFound("Pipeline");
  return found;
}

export const pipelineRoutes: Routes = {
  "GET /projects/*/pipelines": (call) => {
    const repository = projectOf(call);
    const sha = call.query.get("sha");
    const found = repository.pipelines.filter((pipeline) => sha === null || pipeline.sha === sha);
    return paged(call, found.toReversed(), (pipeline) => pipelineOf(call, repository, pipeline));
  },
  "GET /projects/*/pipelines/*": (call) => {
    const repository = projectOf(call);
    return ok(pipelineOf(call, repository, pipelineFor(call, repository)));
  },
  "GET /projects/*/pipelines/*/jobs": (call) => {
    const repository = projectOf(call);
    const pipeline = pipelineFor(call, repository);
    return paged(call, pipeline.jobs, (job) => jobOf(call, repository, pipeline, job));
  },
  "GET /projects/*/jobs/*": (call) => {
    const repository = projectOf(call);
    const { pipeline, job } = jobFor(call, repository);
    return ok(jobOf(call, repository, pipeline, job));
  },
  "GET /projects/*/jobs/*/trace": (call) => {
    const repository = projectOf(call);
    const { log } = jobFor(call, repository).job;
    const { tracesAnswer } = call.settings.of(repository);
    if (tracesAnswer === 403) throw refuse(403, "403 Forbidden");
    if (tracesAnswer === 404) throw notFound("");
    return { status: 200, body: log, headers: { "content-type": "text/plain" } };
  },
  "GET /projects/*/repository/commits/*/statuses": (call) => {
    const repository = projectOf(call);
    const sha = call.params[1] ?? "";
    const name = call.query.get("name");
    const own = repository.checks.filter(
      (check) => check.sha === sha && (name === null || check.name === name),
    );
    // Of each name the newest, unless all are asked for.
    const newest = new Map(own.map((check) => [check.name, check]));
    const shown = call.query.get("all") === "true" ? own : [...newest.values()];
    return paged(call, shown, (check) => statusOf(call, check));
  },
  "POST /projects/*/statuses/*": async (call) => {
    const repository = projectOf(call, "write");
    const sha = call.params[1] ?? "";
    if ((await repository.git.typeOf(sha)) !== "commit") throw notFound("Commit");
    const state = required(call, "state");
    const name = textOf(call, "name") ?? textOf(call, "context") ?? "default";
    const running = repository.checks.findLast(
      (check) => check.sha === sha && check.name === name && check.status !== "completed",
    );
    const standing = running === undefined ? null : statusOf(call, running).status;
    if (standing === state) {
      const event = transitions[state as keyof typeof transitions];
      const words = `Cannot transition status via :${event} from :${state} (Reason(s): Status cannot transition via "${event}")`;
      throw refuse(400, words);
    }
    const check = running ?? newCheck(call, sha, name);
    if (running === undefined) repository.checks.push(check);
    const ended = { success: "success", failed: "failure", canceled: "cancelled" } as const;
    check.status =
      state === "pending" ? "queued" : state === "running" ? "in_progress" : "completed";
    check.conclusion = ended[state as keyof typeof ended] ?? null;
    check.title = textOf(call, "description") ?? "";
    check.detailsUrl = textOf(call, "target_url") ?? null;
    check.completedAtMs = check.status === "completed" ? call.forge.nowMs() : null;
    call.forge.emit({ kind: "check", repository, check, by: call.token.user });
    return created(statusOf(call, check));
  },
};

function newCheck(call: Call, sha: string, name: string): Check {
  return {
    id: call.forge.id(),
    sha,
    name,
    kind: "status",
    by: call.token.user,
    status: "queued",
    conclusion: null,
    title: "",
    summary: "",
    detailsUrl: null,
    startedAtMs: call.forge.nowMs(),
    completedAtMs: null,
  };
}
