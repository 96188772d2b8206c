import { type Check, fullName, type Pipeline, type Repository } from "../state.ts";
import { appShape, nodeId, repositoryUrl, type Schemas, time, userShape } from "./shapes.ts";
import type { GithubWorld } from "./world.ts";

/** GitHub's own App, which reports the jobs of Actions. */
const actionsApp = { id: 15_368, slug: "github-actions", name: "GitHub Actions" } as const;

export function runShape(
  world: GithubWorld,
  repository: Repository,
  check: Check,
): Schemas["check-run"] {
  const app = [...world.apps.values()].find(({ bot }) => bot === check.by);
  const web = `${world.url()}/${fullName(repository)}/runs/${check.id}`;
  const url = `${repositoryUrl(world, repository)}/check-runs/${check.id}`;
  return {
    id: check.id,
    head_sha: check.sha,
    node_id: nodeId("CR", check.id),
    external_id: "",
    url,
    html_url: web,
    details_url: check.detailsUrl ?? web,
    status: check.status,
    conclusion: check.conclusion,
    started_at: time(check.startedAtMs),
    completed_at: check.completedAtMs === null ? null : time(check.completedAtMs),
    output: {
      title: check.title,
      summary: check.summary,
      text: null,
      annotations_count: check.annotations?.length ?? 0,
      annotations_url: `${url}/annotations`,
    },
    name: check.name,
    check_suite: { id: check.id },
    app: app === undefined ? null : appShape(world, app),
    pull_requests: [],
  };
}

/** The customer's own CI is GitHub Actions, whose jobs are check runs under the same ids. */
export function jobsAsChecks(repository: Repository, pipeline: Pipeline): readonly Check[] {
  return pipeline.jobs.map((job) => {
    const isOver = !["queued", "running"].includes(job.status);
    return {
      id: job.id,
      sha: pipeline.sha,
      name: job.name,
      kind: "check_run",
      by: repository.owner,
      status: isOver ? "completed" : job.status === "running" ? "in_progress" : "queued",
      conclusion: isOver ? (job.status as "success" | "failure" | "cancelled") : null,
      title: "",
      summary: "",
      detailsUrl: null,
      // As Actions does by itself where a step ends with a code that is not 0.
      ...(job.status === "failure" && {
        annotations: [{ path: ".github", line: 1, message: "Process completed with exit code 1." }],
      }),
      startedAtMs: pipeline.createdAtMs,
      completedAtMs: isOver ? pipeline.createdAtMs : null,
    };
  });
}

export function jobsAsRuns(
  world: GithubWorld,
  repository: Repository,
  pipeline: Pipeline,
): Schemas["check-run"][] {
  const web = `${world.url()}/${fullName(repository)}/actions/runs/${pipeline.id}`;
  const bot = { ...repository.owner, login: "github", kind: "organization" } as const;
  const owner = userShape(world, bot);
  const words = { description: null, external_url: "https://help.github.com", html_url: web };
  const at = time(pipeline.createdAtMs);
  const times = { created_at: at, updated_at: at };
  const node_id = nodeId("A", actionsApp.id);
  const app = { ...actionsApp, node_id, owner, ...words, ...times, permissions: {}, events: [] };
  return jobsAsChecks(repository, pipeline).map((check) => {
    const html_url = `${web}/job/${check.id}`;
    return { ...runShape(world, repository, check), html_url, details_url: html_url, app };
  });
}
