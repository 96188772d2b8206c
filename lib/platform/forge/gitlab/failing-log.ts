import { isAppError } from "#lib/base/index.ts";
import type { FailingJob } from "../forge-host.ts";
import { excerptOf, excerptOfText, jobName, maxFailingJobs } from "../log-excerpt.ts";
import { type GitlabJob, newestRun, outcomeOf } from "./ci.ts";
import type { GitlabClient } from "./client.ts";
import { statusOf } from "./failure.ts";

/**
 * The traces of what failed in the newest pipeline of the commit. Those that failed by themselves and
 * were not allowed to come first.
 */
export async function readFailingLog(
  client: GitlabClient,
  commit: string,
): Promise<readonly FailingJob[]> {
  const { jobs } = await newestRun(client, commit);
  const failing = jobs
    .filter((one) => outcomeOf(one) === "failed")
    .toSorted((a, b) => rank(a) - rank(b));
  const found: FailingJob[] = [];
  for (const one of failing.slice(0, maxFailingJobs)) {
    found.push({ job: jobName(one.name), text: await textOf(client, one) });
  }
  return found;
}

function rank({ status, allow_failure }: GitlabJob): number {
  return status === "failed" ? (allow_failure === true ? 1 : 0) : 2;
}

async function textOf(client: GitlabClient, job: GitlabJob): Promise<string> {
  try {
    const path = `projects/${client.projectId}/jobs/${job.id}/trace`;
    const body = await client.transport.stream(path, "");
    return await excerptOf(body as unknown as AsyncIterable<Uint8Array>);
  } catch (error) {
    return excerptOfText(job.failure_reason ?? "", whyUnread(error));
  }
}

/** Why this log cannot be read, now or ever; what may pass, and the end of the token, is thrown. */
function whyUnread(error: unknown): string {
  if (statusOf(error) === 404) return "GitLab has no log of this job any more. Of the job it says:";
  const isFinal = isAppError(error) && ["forbidden", "too_large"].includes(error.code);
  if (!isFinal) throw error;
  return `The log of this job could not be read. ${error.message} Of the job GitLab says:`;
}
