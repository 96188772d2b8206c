import type { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import type { CiReport } from "../forge-host.ts";
import { type GitlabClient, read } from "./client.ts";
import { checkCommitId } from "./options.ts";
import { job, pipeline } from "./schemas.ts";

const maxLogBytes = 256 * 1024 * 1024;

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

/** The newest pipeline of the commit. Etna's own commit status is none of the customer's CI. */
export async function readCi(client: GitlabClient, commit: string): Promise<CiReport> {
  checkCommitId(commit);
  const pipelines = read(
    pipeline.array(),
    await client.pipelines.all(client.projectId, { sha: commit, perPage: 100, maxPages: 1 }),
  );
  const own = pipelines.filter(({ sha, source }) => sha === commit && source !== "external");
  const newest = own.toSorted((a, b) => b.id - a.id)[0];
  if (newest === undefined) return { status: "none", jobs: [] };
  const found = await client.jobs.all(client.projectId, {
    pipelineId: newest.id,
    perPage: 100,
    maxPages: 10,
  });
  const all = read(job.array(), found);
  const jobs = all.map(({ id, name, status, web_url }) => ({
    id: String(id),
    name,
    status: states.get(status) ?? "running",
    url: web_url ?? null,
  }));
  const whole = states.get(newest.status) ?? outcomeOf(all) ?? "running";
  // A pipeline that waits for a click, or skipped everything, has proven nothing.
  const status = whole === "skipped" ? (newest.status === "manual" ? "running" : "none") : whole;
  return { status, jobs };
}

/**
 * What came of jobs that are all over, though their pipeline is not: GitLab hangs what Etna says of a
 * commit into its pipeline, which then waits for a person.
 */
function outcomeOf(jobs: readonly z.infer<typeof job>[]): CiReport["status"] | null {
  const outcomes = jobs.map(({ status }) => states.get(status) ?? "running");
  if (outcomes.includes("running") || !outcomes.some((one) => one !== "skipped")) return null;
  const isRed = jobs.some(
    ({ allow_failure }, index) => outcomes[index] === "failed" && allow_failure !== true,
  );
  return isRed ? "failed" : "passed";
}

/** The end of a job's log as it was written, read without holding more than that. */
export async function readCiLog(
  client: GitlabClient,
  jobId: string,
  maxBytes: number,
): Promise<string> {
  if (!/^\d{1,19}$/.test(jobId)) {
    throw new AppError("invalid_input", `${JSON.stringify(jobId)} is not the id of a job.`);
  }
  const path = `projects/${client.projectId}/jobs/${jobId}/trace`;
  let end = Buffer.alloc(0);
  let sizeBytes = 0;
  for await (const piece of await client.transport.stream(path, "")) {
    sizeBytes += piece.length;
    if (sizeBytes > maxLogBytes)
      throw new AppError("too_large", "The log of this job is too large.");
    end = Buffer.concat([end, piece]).subarray(-maxBytes);
  }
  return end.toString("utf8");
}
