import type { Steps, Workflow } from "#lib/platform/jobs/index.ts";
import { lookForAlerts, recordScan } from "#lib/services/findings/index.ts";
import { endRun, type RunContext, retried, runStep, updateRun } from "./advance-run.ts";
import { readRun } from "./read-run.ts";
import { forgeOfRun } from "./run-forge.ts";
import { scanWatched } from "./scan-watched.ts";
import { isUploaded, uploadFindings } from "./upload-findings.ts";
import { wishByItself } from "./wish-by-itself.ts";
import { scanWorkflowName } from "./workflow-names.ts";

interface RunInput {
  readonly [key: string]: string;
  readonly runId: string;
}

/**
 * Snapshot → scan and record → upload, where the policy says so. Scanning and recording are one
 * step: a report is too large to store. A forge that takes no findings fails no scan.
 */
export const scanWorkflow: Workflow<RunInput> = {
  name: scanWorkflowName,
  async run(steps: Steps, context: RunContext) {
    const snapshot = await runStep(steps, context, "snapshot", () => takeSnapshot(context));
    if (snapshot.kind !== "done") {
      return await steps.step("end", () => stop(context, snapshot), retried);
    }
    const { repositoryId, commit, defaultBranch: branch } = snapshot.value;
    const found = await runStep(steps, context, "scan", () =>
      scanCommit(context, repositoryId, commit),
    );
    if (found.kind !== "done") {
      return await steps.step("end", () => stop(context, found), retried);
    }
    const { outcome, uploads } = found.value;
    if (uploads) {
      const at = { repositoryId, commit, branch };
      await runStep(steps, context, "upload", () => uploadFindings(context, at));
    }
    await steps.step("end", () => finish(context, repositoryId, outcome), retried);
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

async function finish(context: RunContext, repositoryId: string, outcome: string): Promise<void> {
  const { organizationId } = context;
  await endRun(context, { state: "succeeded", outcome });
  await wishByItself(organizationId, repositoryId);
  await lookForAlerts(organizationId, repositoryId);
}

/** Fixes the commit that the whole run works on. */
export async function takeSnapshot(context: RunContext) {
  const { repositoryId, repository } = await readRun(context);
  const forge = await forgeOfRun(context, repository);
  const { headCommit, defaultBranch, reportsOnHead } = await forge.inspectRepository();
  await updateRun(context, { commit: headCommit });
  return {
    value: { repositoryId, commit: headCommit, defaultBranch, reportsOnHead },
    detail: `${defaultBranch} at ${headCommit.slice(0, 12)}`,
  };
}

async function scanCommit(context: RunContext, repositoryId: string, commit: string) {
  const { organizationId, runId } = context;
  const { repository } = await readRun(context);
  const forge = await forgeOfRun(context, repository);
  const report = await scanWatched(context, "scan", await forge.snapshot(commit), repositoryId);
  const recorded = await recordScan({ organizationId, repositoryId, runId, commit, report });
  const uploads = await isUploaded(organizationId, repositoryId);
  return {
    value: { ...recorded, uploads },
    detail: `${report.ruleIds.length} rules. ${recorded.outcome}`,
  };
}
