import { z } from "zod";
import { operation } from "#app/_server/api/operation.ts";
import { nothingHere } from "#app/_server/problem.ts";
import { readAttempts } from "#lib/services/attempts/index.ts";
import {
  cancelRun,
  getRun,
  listRuns,
  retryNote,
  retryRun,
  startFix,
  startScan,
  startTask,
  taskWords,
} from "#lib/services/runs/index.ts";
import { given, idText, page, pageOf, pageQuery } from "./pages.ts";
import { run, runDetail } from "./run-models.ts";

const area = "Runs";
const id = z.string().min(1).max(64);

export const listRunsOperation = operation({
  id: "listRuns",
  method: "GET",
  path: "/runs",
  area,
  summary: "Scans and fixes, newest first.",
  access: "read",
  status: 200,
  query: z.strictObject({
    kind: z.enum(["scan", "fix"]).optional(),
    underWay: z.literal("true").optional().describe("Only those that are not over."),
    repositoryId: idText,
    ...pageQuery,
  }),
  answer: pageOf(run),
  async run({ organizationId }, { query: { limit, underWay, ...filter } }) {
    const runs = await listRuns(organizationId, {
      ...given(filter),
      underWay: underWay === "true",
      limit: limit + 1,
    });
    return page(runs, limit, (each) => each.id);
  },
});

export const getRunOperation = operation({
  id: "getRun",
  method: "GET",
  path: "/runs/{id}",
  area,
  summary: "One run, with its steps and what its change was checked for.",
  access: "read",
  status: 200,
  answer: runDetail,
  run: ({ organizationId }, input) => requireRun(organizationId, input.id),
});

export const startRunOperation = operation({
  id: "startRun",
  method: "POST",
  path: "/runs",
  area,
  summary: "Scan a repository, or fix a finding.",
  detail:
    "While such a run is under way, that one is the answer. Ask for it again to see how it goes.",
  access: "run",
  startsWork: true,
  status: 202,
  refusals: [404],
  body: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("scan"), repositoryId: id }),
    z.strictObject({ kind: z.literal("fix"), findingId: id }),
  ]),
  answer: runDetail,
  async run({ actor, organizationId }, { body }) {
    const started =
      body.kind === "scan"
        ? await startScan(actor, organizationId, body.repositoryId)
        : await startFix(actor, organizationId, body.findingId);
    return await requireRun(organizationId, started.id);
  },
});

export const startTaskOperation = operation({
  id: "startTask",
  method: "POST",
  path: "/repositories/{id}/tasks",
  area,
  summary: "Ask the organization's model for a fix, in one's own words.",
  detail:
    "What is asked for is kept as a finding, and what the model proposes waits for a person as any fix does. Each request asks anew: send an Idempotency-Key with one that may be repeated. Without a chosen model it is answered 409.",
  access: "run",
  startsWork: true,
  status: 202,
  body: z.strictObject({ words: taskWords.describe("What is to be fixed.") }),
  answer: runDetail,
  async run({ actor, organizationId }, { id: repositoryId, body: { words } }) {
    const started = await startTask(actor, organizationId, repositoryId, { words, from: null });
    return await requireRun(organizationId, started.id);
  },
});

export const cancelRunOperation = operation({
  id: "cancelRun",
  method: "POST",
  path: "/runs/{id}/cancel",
  area,
  summary: "Ask a run to stop.",
  detail: "It stops before its next step. A run that is over is answered 409.",
  access: "run",
  status: 202,
  answer: runDetail,
  async run({ actor, organizationId }, input) {
    await cancelRun(actor, organizationId, input.id);
    return await requireRun(organizationId, input.id);
  },
});

export const retryRunOperation = operation({
  id: "retryRun",
  method: "POST",
  path: "/runs/{id}/retry",
  area,
  summary: "Ask a model to try a fix once more, with a note.",
  detail:
    "Of a fix that has ended without an open proposal. The organization's own model is asked, whoever made the first try.",
  access: "run",
  startsWork: true,
  status: 202,
  body: z.strictObject({ note: retryNote }),
  answer: runDetail,
  async run({ actor, organizationId }, { id: runId, body }) {
    const started = await retryRun(actor, organizationId, runId, body.note);
    return await requireRun(organizationId, started.id);
  },
});

async function requireRun(organizationId: string, runId: string) {
  const found = await getRun(organizationId, runId);
  if (found === null) throw nothingHere();
  const attempts = await readAttempts(organizationId, runId);
  return {
    ...found,
    attempts: attempts.map(({ ledger, ...attempt }) => ({
      ...attempt,
      requests: ledger.requests.length,
      sentBytes: ledger.sentBytes,
      repositoryBytes: ledger.repositoryBytes,
    })),
  };
}
