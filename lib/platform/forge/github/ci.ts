import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import type { CiReport } from "../forge-host.ts";
import type { GithubClient } from "./client.ts";
import { statusOf } from "./failure.ts";
import { checkObjectId } from "./options.ts";

const maxJobs = 1000;
const maxLogBytes = 256 * 1024 * 1024;

const runSchema = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  html_url: z.string().nullable(),
});

const statusesSchema = z.object({
  statuses: z.array(
    z.object({ context: z.string(), state: z.string(), target_url: z.string().nullable() }),
  ),
});

type Job = CiReport["jobs"][number];

/** Check runs and commit statuses of one commit, without what Etna says of it itself. */
export async function readCi(client: GithubClient, commit: string): Promise<CiReport> {
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
  const jobs = [
    ...runs.map(({ id, name, status, conclusion, html_url: url }) => ({
      id: String(id),
      name,
      status: status === "completed" ? outcomeOf(conclusion) : ("running" as const),
      url,
    })),
    ...statuses.map(({ context, state, target_url: url }) => ({
      id: `status:${context}`,
      name: context,
      status: stateOf(state),
      url,
    })),
  ].filter(({ name }) => name !== "Etna");
  return { status: together(jobs), jobs };
}

function outcomeOf(conclusion: string | null): Job["status"] {
  if (conclusion === "success") return "passed";
  return ["neutral", "skipped", "stale"].includes(conclusion ?? "") ? "skipped" : "failed";
}

function stateOf(state: string): Job["status"] {
  if (state === "success") return "passed";
  return state === "pending" ? "running" : "failed";
}

function together(jobs: readonly Job[]): CiReport["status"] {
  const has = (status: Job["status"]) => jobs.some((job) => job.status === status);
  if (jobs.length === 0) return "none";
  if (has("running")) return "running";
  return has("failed") ? "failed" : "passed";
}

/** Empty for a job that is none of GitHub Actions, or whose log is gone. */
export async function readCiLog(
  client: GithubClient,
  jobId: string,
  maxBytes: number,
): Promise<string> {
  if (jobId.startsWith("status:")) return "";
  if (!/^\d{1,15}$/.test(jobId)) {
    throw new AppError("invalid_input", `${JSON.stringify(jobId)} is not a job of GitHub's.`);
  }
  try {
    const route = "GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs";
    return await endOf(await client.stream(route, { job_id: jobId }), maxBytes);
  } catch (error) {
    if (statusOf(error) !== 404 && statusOf(error) !== 410) throw error;
    return "";
  }
}

async function endOf(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<string> {
  let kept = Buffer.alloc(0);
  let read = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    read += chunk.length;
    if (read > maxLogBytes) throw new AppError("too_large", "The log of this job is too large.");
    kept = Buffer.concat([kept, chunk]).subarray(-maxBytes);
  }
  // The cut may have gone through a character.
  return new TextDecoder().decode(kept).replace(/^\ufffd+/, "");
}
