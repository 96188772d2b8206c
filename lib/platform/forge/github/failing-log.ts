import { z } from "zod";
import { isAppError } from "#lib/base/index.ts";
import type { FailingJob } from "../forge-host.ts";
import { excerptOf, excerptOfText, jobName, maxFailingJobs } from "../log-excerpt.ts";
import { type CheckRun, listReports, outcomeOf, stateOf } from "./ci.ts";
import type { GithubClient } from "./client.ts";
import { githubFailure, statusOf } from "./failure.ts";

const maxAnnotations = 50;

const annotationSchema = z.object({
  path: z.string(),
  start_line: z.number(),
  annotation_level: z.string().nullable(),
  title: z.string().nullable(),
  message: z.string().nullable(),
  raw_details: z.string().nullable(),
});

/**
 * The logs of failing jobs of GitHub Actions, whose check runs have the jobs' ids, and of all others
 * what their checks and statuses say. Those that failed by themselves come before what was cancelled.
 */
export async function readFailingLog(
  client: GithubClient,
  commit: string,
): Promise<readonly FailingJob[]> {
  const { runs, statuses } = await listReports(client, commit);
  const failing = [
    ...runs
      .filter(({ status, conclusion }) => outcomeOf(status, conclusion) === "failed")
      .toSorted((a, b) => rank(a) - rank(b))
      .map((run) => ({ name: run.name, read: () => textOf(client, run) })),
    ...statuses
      .filter(({ state }) => stateOf(state) === "failed")
      .map(({ context: name, description }) => ({
        name,
        read: () => excerptOfText(description ?? ""),
      })),
  ];
  const found: FailingJob[] = [];
  for (const { name, read } of failing.slice(0, maxFailingJobs)) {
    found.push({ job: jobName(name), text: await read() });
  }
  return found;
}

function rank({ conclusion }: CheckRun): number {
  return ["failure", "timed_out", "startup_failure"].includes(conclusion ?? "") ? 0 : 1;
}

async function textOf(client: GithubClient, run: CheckRun): Promise<string> {
  if (run.app?.slug !== "github-actions") return excerptOfText(await wordsOfCheck(client, run));
  try {
    const route = "GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs";
    const body = await client.stream(route, { job_id: run.id });
    return await excerptOf(body as unknown as AsyncIterable<Uint8Array>);
  } catch (error) {
    const why = whyUnread(client, error);
    return excerptOfText(await wordsOfCheck(client, run), why);
  }
}

/** Why this log cannot be read, now or ever; what may pass, and the end of the credential, is thrown. */
function whyUnread(client: GithubClient, error: unknown): string {
  const failure = githubFailure(error, client.repository);
  const isGone = [404, 410].includes(statusOf(error) ?? 0);
  if (isGone) return "GitHub has no log of this job any more. The check itself says:";
  const isFinal = isAppError(failure) && ["forbidden", "too_large"].includes(failure.code);
  if (!isFinal) throw error;
  return `The log of this job could not be read. ${failure.message} The check itself says:`;
}

async function wordsOfCheck(client: GithubClient, { id, output }: CheckRun): Promise<string> {
  const { title, summary, text, annotations_count: count } = output ?? {};
  const annotations = (count ?? 0) === 0 ? [] : await listAnnotations(client, id);
  const places = annotations.map((one) => {
    const words = [one.title, one.message, one.raw_details].filter(Boolean).join("\n");
    return `${one.path}:${one.start_line} ${one.annotation_level ?? ""}: ${words}`;
  });
  return [title, summary, text, ...places].filter(Boolean).join("\n");
}

async function listAnnotations(client: GithubClient, id: number) {
  const route = "GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations";
  const ask = { check_run_id: id, per_page: maxAnnotations };
  return client.send(z.array(annotationSchema), route, ask);
}
