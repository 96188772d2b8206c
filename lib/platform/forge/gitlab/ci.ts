import type { z } from "zod";
import type { CiReport } from "../forge-host.ts";
import { type GitlabClient, read } from "./client.ts";
import { checkCommitId } from "./options.ts";
import { job, pipeline } from "./schemas.ts";

const states = new Map<string, CiReport["jobs"][number]["status"]>(
  Object.entries({
    success: "passed",
    failed: "failed",
    canceled: "failed",
    canceling: "failed",
    skipped: "skipped",
    manual: "skipped",
  } as const),
);

export type GitlabJob = z.infer<typeof job>;

/** The newest pipeline of the commit. Etna's own commit status is none of the customer's CI. */
export async function newestRun(client: GitlabClient, commit: string) {
  checkCommitId(commit);
  const pipelines = read(
    pipeline.array(),
    await client.pipelines.all(client.projectId, { sha: commit, perPage: 100, maxPages: 1 }),
  );
  const own = pipelines.filter(({ sha, source }) => sha === commit && source !== "external");
  const newest = own.toSorted((a, b) => b.id - a.id)[0];
  if (newest === undefined) return { pipeline: null, jobs: [] };
  const found = await client.jobs.all(client.projectId, {
    pipelineId: newest.id,
    perPage: 100,
    maxPages: 10,
  });
  return { pipeline: newest, jobs: read(job.array(), found) };
}

export async function readCi(client: GitlabClient, commit: string): Promise<CiReport> {
  const { pipeline: newest, jobs: all } = await newestRun(client, commit);
  if (newest === null) return { status: "none", jobs: [] };
  const jobs = all.map((one) => ({
    id: String(one.id),
    name: one.name,
    status: outcomeOf(one),
    url: one.web_url ?? null,
  }));
  const whole = states.get(newest.status) ?? together(all) ?? "running";
  // A pipeline that waits for a click, or skipped everything, has proven nothing.
  const status = whole === "skipped" ? (newest.status === "manual" ? "running" : "none") : whole;
  return { status, jobs };
}

/**
 * What came of jobs that are all over, though their pipeline is not: GitLab hangs what Etna says of a
 * commit into its pipeline, which then waits for a person.
 */
function together(jobs: readonly GitlabJob[]): CiReport["status"] | null {
  const outcomes = jobs.map(outcomeOf);
  if (outcomes.includes("running") || !outcomes.some((one) => one !== "skipped")) return null;
  const isRed = jobs.some(
    ({ allow_failure }, index) => outcomes[index] === "failed" && allow_failure !== true,
  );
  return isRed ? "failed" : "passed";
}

export function outcomeOf({ status }: GitlabJob): CiReport["jobs"][number]["status"] {
  return states.get(status) ?? "running";
}
