import { z } from "zod";
import type { CiReport } from "../forge-host.ts";
import type { GithubClient } from "./client.ts";
import { checkObjectId } from "./options.ts";

const maxJobs = 1000;

const runSchema = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  html_url: z.string().nullable(),
  app: z.object({ slug: z.string().nullish() }).nullish(),
  output: z
    .object({
      title: z.string().nullish(),
      summary: z.string().nullish(),
      text: z.string().nullish(),
      annotations_count: z.number().nullish(),
    })
    .nullish(),
});
export type CheckRun = z.infer<typeof runSchema>;

const statusesSchema = z.object({
  statuses: z.array(
    z.object({
      context: z.string(),
      state: z.string(),
      description: z.string().nullish(),
      target_url: z.string().nullable(),
    }),
  ),
});

type Job = CiReport["jobs"][number];

/** Check runs and commit statuses of one commit, without what Etna says of it itself. */
export async function listReports(client: GithubClient, commit: string) {
  checkObjectId(commit);
  const ask = { ref: commit, filter: "latest" };
  const runs = await client.pages(
    runSchema,
    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
    ask,
    maxJobs,
  );
  const route = "GET /repos/{owner}/{repo}/commits/{ref}/status";
  const { statuses } = await client.poll(statusesSchema, route, { ref: commit, per_page: 100 });
  return {
    runs: runs.filter(({ name }) => name !== "Etna"),
    statuses: statuses.filter(({ context }) => context !== "Etna"),
  };
}

export async function readCi(client: GithubClient, commit: string): Promise<CiReport> {
  const { runs, statuses } = await listReports(client, commit);
  const jobs = [
    ...runs.map(({ id, name, status, conclusion, html_url: url }) => ({
      id: String(id),
      name,
      status: outcomeOf(status, conclusion),
      url,
    })),
    ...statuses.map(({ context, state, target_url: url }) => ({
      id: `status:${context}`,
      name: context,
      status: stateOf(state),
      url,
    })),
  ];
  return { status: together(jobs), jobs };
}

export function outcomeOf(status: string, conclusion: string | null): Job["status"] {
  if (status !== "completed") return "running";
  if (conclusion === "success") return "passed";
  return ["neutral", "skipped", "stale"].includes(conclusion ?? "") ? "skipped" : "failed";
}

export function stateOf(state: string): Job["status"] {
  if (state === "success") return "passed";
  return state === "pending" ? "running" : "failed";
}

function together(jobs: readonly Job[]): CiReport["status"] {
  const has = (status: Job["status"]) => jobs.some((job) => job.status === status);
  if (jobs.length === 0) return "none";
  if (has("running")) return "running";
  return has("failed") ? "failed" : "passed";
}
