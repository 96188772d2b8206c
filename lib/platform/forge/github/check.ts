import { z } from "zod";
import type { EtnaCheck } from "../forge-host.ts";
import type { GithubClient } from "./client.ts";
import { checkObjectId } from "./options.ts";
import { anyAnswer } from "./schemas.ts";

const name = "Etna";

/** A check run of the App; a person's token may not write one, and sets a commit status instead. */
export async function setCheck(
  client: GithubClient,
  commit: string,
  check: EtnaCheck,
): Promise<void> {
  checkObjectId(commit);
  const isNew = client.own.commits.delete(commit);
  if (client.options.kind === "app") await setCheckRun(client, commit, check, isNew);
  else await setStatus(client, commit, check, isNew);
}

const runSchema = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  details_url: z.string().nullable(),
  output: z.object({ title: z.string().nullable(), summary: z.string().nullable() }),
});

async function setCheckRun(client: GithubClient, commit: string, check: EtnaCheck, isNew: boolean) {
  const said = {
    name,
    status: check.state === "pending" ? "in_progress" : "completed",
    ...(check.state !== "pending" && {
      conclusion: check.state === "passed" ? "success" : "failure",
    }),
    details_url: check.url,
    output: { title: check.title, summary: check.summary },
  };
  const { appId } = client.options;
  const own = appId === undefined ? {} : { app_id: appId };
  const ask = { ref: commit, check_name: name, filter: "latest", ...own };
  const route = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs";
  const [last] = isNew ? [] : await client.pages(runSchema, route, ask, 100);
  if (last === undefined) {
    const made = { ...said, head_sha: commit };
    await client.send(anyAnswer, "POST /repos/{owner}/{repo}/check-runs", made);
    return;
  }
  const same =
    last.status === said.status &&
    (last.conclusion ?? undefined) === said.conclusion &&
    last.details_url === check.url &&
    last.output.title === check.title &&
    last.output.summary === check.summary;
  if (same) return;
  await client.send(anyAnswer, "PATCH /repos/{owner}/{repo}/check-runs/{id}", {
    ...said,
    id: last.id,
    isRepeatable: true,
  });
}

const statusesSchema = z.object({
  statuses: z.array(
    z.object({
      context: z.string(),
      state: z.string(),
      description: z.string().nullable(),
      target_url: z.string().nullable(),
    }),
  ),
});

async function setStatus(client: GithubClient, commit: string, check: EtnaCheck, isNew: boolean) {
  const said = {
    context: name,
    state: { pending: "pending", passed: "success", failed: "failure" }[check.state],
    description: check.title.slice(0, 140),
    target_url: check.url,
  };
  const last = isNew ? undefined : await lastStatus(client, commit);
  if (
    last?.state === said.state &&
    last.description === said.description &&
    last.target_url === said.target_url
  ) {
    return;
  }
  await client.send(anyAnswer, "POST /repos/{owner}/{repo}/statuses/{sha}", {
    ...said,
    sha: commit,
  });
}

async function lastStatus(client: GithubClient, commit: string) {
  const route = "GET /repos/{owner}/{repo}/commits/{ref}/status";
  const { statuses } = await client.send(statusesSchema, route, { ref: commit, per_page: 100 });
  return statuses.find(({ context }) => context === name);
}
