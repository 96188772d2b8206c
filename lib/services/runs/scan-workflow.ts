import { AppError } from "#lib/base/index.ts";
import type { Steps, Workflow } from "#lib/platform/jobs/index.ts";
import { recordScan } from "#lib/services/findings/index.ts";
import { getRepository, openForge } from "#lib/services/repositories/index.ts";
import { endRun, type RunContext, retried, runStep, updateRun } from "./advance-run.ts";
import { readRun } from "./read-run.ts";
import { scanWatched } from "./scan-watched.ts";
import { scanWorkflowName } from "./workflow-names.ts";

interface RunInput {
  readonly [key: string]: string;
  readonly runId: string;
}

/** Snapshot → scan → record. Scanning and recording are one step: a report is too large to store. */
export const scanWorkflow: Workflow<RunInput> = {
  name: scanWorkflowName,
  async run(steps: Steps, context: RunContext) {
    const snapshot = await runStep(steps, context, "snapshot", () => takeSnapshot(context));
    if (snapshot.kind !== "done") {
      return await steps.step("end", () => stop(context, snapshot), retried);
    }
    const { repositoryId, commit } = snapshot.value;
    const found = await runStep(steps, context, "scan", () =>
      scanCommit(context, repositoryId, commit),
    );
    if (found.kind !== "done") {
      return await steps.step("end", () => stop(context, found), retried);
    }
    const { outcome } = found.value;
    await steps.step("end", () => endRun(context, { state: "succeeded", outcome }), retried);
  },
  abandon: (context) => endRun(context, { state: "failed", outcome: abandoned }),
};

export const abandoned =
  "Etna gave up: the work failed or stopped its own process again and again. Nothing was changed.";

export async function stop(
  context: RunContext,
  result: { readonly kind: "failed"; readonly reason: string } | { readonly kind: "canceled" },
  left = "",
): Promise<void> {
  if (result.kind === "canceled") {
    await endRun(context, { state: "canceled", outcome: `Cancelled by a person.${left}` });
  } else {
    await endRun(context, { state: "failed", outcome: `${result.reason}${left}` });
  }
}

/** Fixes the commit that the whole run works on. */
export async function takeSnapshot(context: RunContext) {
  const { organizationId } = context;
  const { repositoryId } = await readRun(context);
  const forge = await openForge(organizationId, repositoryId);
  const { headCommit, defaultBranch } = await forge.inspectRepository();
  await updateRun(context, { commit: headCommit });
  return {
    value: { repositoryId, commit: headCommit, defaultBranch },
    detail: `${defaultBranch} at ${headCommit.slice(0, 12)}`,
  };
}

async function scanCommit(context: RunContext, repositoryId: string, commit: string) {
  const { organizationId, runId } = context;
  const repository = await getRepository(organizationId, repositoryId);
  if (repository === null)
    throw new AppError("not_found", "The repository is no longer connected.");
  const forge = await openForge(organizationId, repositoryId);
  const report = await scanWatched(context, "scan", await forge.snapshot(commit));
  const recorded = await recordScan({ organizationId, repositoryId, runId, commit, report });
  return { value: recorded, detail: `${report.ruleIds.length} rules. ${recorded.outcome}` };
}
