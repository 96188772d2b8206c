import { AppError, type FileChange, isAppError } from "#lib/base/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { etnaBranch, type Forge, type ReviewRef } from "#lib/platform/forge/index.ts";
import type { Steps, Workflow } from "#lib/platform/jobs/index.ts";
import { log } from "#lib/platform/log/index.ts";
import {
  describeChange,
  proposeFix,
  refusalOf,
  validateChange,
} from "#lib/services/fixes/index.ts";
import { openForge } from "#lib/services/repositories/index.ts";
import {
  endRun,
  type RunContext,
  retried,
  runStep,
  type StepOutcome,
  type StepResult,
  updateRun,
} from "./advance-run.ts";
import { makeChange } from "./make-change.ts";
import { readProposal, readRunWithFinding } from "./read-run.ts";
import { reviewBody } from "./review-body.ts";
import { abandoned, stop, takeSnapshot } from "./scan-workflow.ts";
import { fixWorkflowName } from "./workflow-names.ts";

interface RunInput {
  readonly [key: string]: string;
  readonly runId: string;
}

/** Snapshot → patch → validate → branch → review, each step once, whatever dies in between. */
export const fixWorkflow: Workflow<RunInput> = {
  name: fixWorkflowName,
  async run(steps: Steps, context: RunContext) {
    const snapshot = await runStep(steps, context, "snapshot", () => takeSnapshot(context));
    if (snapshot.kind !== "done") return await end(steps, context, snapshot);
    const { commit, defaultBranch } = snapshot.value;
    const patch = await runStep(steps, context, "patch", () => makePatch(context, commit));
    if (patch.kind !== "done") return await end(steps, context, patch);
    const valid = await runStep(steps, context, "validate", () => validate(context, commit));
    if (valid.kind !== "done") return await end(steps, context, valid);
    const branch = await runStep(steps, context, "branch", () => createBranch(context, commit));
    if (branch.kind !== "done") {
      // The step may have been torn after it made the branch.
      const left = await cleanUp(steps, () => removeOwnBranch(context, commit));
      return await end(steps, context, branch, left);
    }
    const review = await runStep(steps, context, "review", () =>
      openReview(context, { ...branch.value, commit, defaultBranch }),
    );
    if (review.kind !== "done") {
      const left = await cleanUp(steps, () => removeBranch(context, branch.value));
      return await end(steps, context, review, left);
    }
    await steps.step("end", () => endRun(context, proposed), retried);
  },
  async abandon(context) {
    const { commit, proposal, fix } = await readRunWithFinding(context);
    if (fix !== null) return await endRun(context, proposed);
    await endRun(context, { state: "failed", outcome: abandoned });
    if (commit !== null && proposal !== null) await removeOwnBranch(context, commit);
  },
};

const proposed = {
  state: "succeeded",
  outcome: "Proposed a fix. A person decides.",
} as const;

async function end(
  steps: Steps,
  context: RunContext,
  result: Exclude<StepResult<unknown>, { kind: "done" }>,
  left = "",
): Promise<void> {
  await steps.step("end", () => stop(context, result, left), retried);
}

/** Takes back what the run left on the forge. What stays there is said, and never holds up the end. */
async function cleanUp(steps: Steps, remove: () => Promise<void>): Promise<string> {
  return await steps.step(
    "clean-up",
    async ({ last }) => {
      try {
        await remove();
        return "";
      } catch (error) {
        const known = isAppError(error) && error.code !== "unavailable";
        if (!known && !last) throw error;
        log.warn({ err: error }, "a run left its branch behind");
        const why = isAppError(error) ? error.message : "Etna failed to delete it.";
        return ` The run's branch is still there. ${why}`;
      }
    },
    retried,
  );
}

async function makePatch(context: RunContext, commit: string): Promise<StepOutcome<null>> {
  const { finding, repositoryId } = await readRunWithFinding(context);
  const forge = await openForge(context.organizationId, repositoryId);
  const made = await makeChange(finding, await forge.snapshot(commit));
  if (made === null) {
    throw new AppError(
      "conflict",
      "The finding is gone from the newest commit, or its fix is no longer proven safe there. Scan again.",
    );
  }
  const { changes, findingIds, fixTitle } = made;
  const proposal = changes.map((change) => ({ ...change }));
  await updateRun(context, { proposal, findingIds: [...findingIds], fixTitle });
  const files = changes.map((change) => change.path).join(", ");
  return { value: null, detail: `Rule ${finding.ruleId} changes ${files}` };
}

async function validate(context: RunContext, commit: string): Promise<StepOutcome<null>> {
  const { findings, repositoryId } = await readRunWithFinding(context);
  const forge = await openForge(context.organizationId, repositoryId);
  const changes = await readProposal(context);
  const checks = await validateChange(await forge.snapshot(commit), changes, findings);
  await updateRun(context, { checks: checks.map((check) => ({ ...check })) });
  const refusal = refusalOf(checks);
  if (refusal !== null) throw new AppError("precondition_failed", refusal);
  const count = (outcome: ValidationCheck["outcome"]) =>
    checks.filter((check) => check.outcome === outcome).length;
  return { value: null, detail: `${count("passed")} passed, ${count("not_run")} not run` };
}

type FixedFindings = Awaited<ReturnType<typeof readRunWithFinding>>["findings"];

interface BranchValue {
  readonly branch: string;
  readonly headCommit: string;
  readonly headTree: string;
}

async function createBranch(
  context: RunContext,
  commit: string,
): Promise<StepOutcome<BranchValue>> {
  const { finding, findings, repositoryId, createdAt } = await readRunWithFinding(context);
  const forge = await openForge(context.organizationId, repositoryId);
  const branch = etnaBranch(`etna/${finding.fingerprint.slice(0, 12)}`);
  const made = await forge.commitToBranch({
    branch,
    baseCommit: commit,
    changes: await readProposal(context),
    message: `${finding.fixTitle}\n\n${foundAt(findings)}\n`,
    // The run's own time: a retry makes the very same commit.
    unixSeconds: Math.floor(createdAt.getTime() / 1000),
  });
  return {
    value: { branch, headCommit: made.commit, headTree: made.tree },
    detail: `${branch} at ${made.commit.slice(0, 12)}`,
  };
}

function foundAt([{ cwe, ruleId, path, startLine }, ...others]: FixedFindings): string {
  const more = others.map((each) => `${each.path}:${each.startLine}`);
  return `${cwe}, found by rule ${ruleId} at ${[`${path}:${startLine}`, ...more].join(", ")}.`;
}

async function openReview(
  context: RunContext,
  at: BranchValue & { readonly commit: string; readonly defaultBranch: string },
): Promise<StepOutcome<{ readonly fixId: string }>> {
  const { organizationId, runId } = context;
  const {
    finding,
    findings,
    repositoryId,
    checks,
    fix: earlier,
  } = await readRunWithFinding(context);
  const detail = `${at.branch} → ${at.defaultBranch}, waiting for a person`;
  if (earlier !== null) return { value: { fixId: earlier.id }, detail };
  const changes: readonly FileChange[] = await readProposal(context);
  const forge = await openForge(organizationId, repositoryId);
  const review = await forge.openReview({
    branch: etnaBranch(at.branch),
    targetBranch: at.defaultBranch,
    title: finding.fixTitle,
    body: reviewBody(findings, checks),
  });
  await requireReviewable(forge, review, at);
  const fix = await proposeFix({
    ...(await describeChange(changes)),
    organizationId,
    repositoryId,
    runId,
    findingIds: [finding.id, ...findings.slice(1).map(({ id }) => id)],
    title: finding.fixTitle,
    ruleId: finding.ruleId,
    review,
    baseCommit: at.commit,
    headCommit: at.headCommit,
    headTree: at.headTree,
    checks,
  });
  return { value: { fixId: fix.id }, detail };
}

/** A target that was rewritten under the run has nothing that this patch is a change of. */
async function requireReviewable(
  forge: Forge,
  review: ReviewRef,
  at: BranchValue & { readonly commit: string },
): Promise<void> {
  const state = await forge.inspectReview(review, at.headCommit);
  if (state.status === "merged") {
    throw new AppError("conflict", `${review.targetBranch} has this change already. Scan again.`);
  }
  if (state.status === "closed" || state.baseCommit !== at.commit) {
    throw new AppError(
      "conflict",
      `${review.targetBranch} was rewritten while the run was at work. Scan, then start again.`,
    );
  }
}

/** Finds this run's branch by making its commit once more; a branch of anyone else's is left alone. */
async function removeOwnBranch(context: RunContext, commit: string): Promise<void> {
  try {
    const { value } = await createBranch(context, commit);
    await removeBranch(context, value);
  } catch (error) {
    if (!isAppError(error) || error.code === "unavailable") throw error;
  }
}

async function removeBranch(
  context: RunContext,
  { branch, headCommit }: BranchValue,
): Promise<void> {
  const { repository } = await readRunWithFinding(context);
  const forge = await openForge(context.organizationId, repository.id);
  const targetBranch = repository.defaultBranch;
  const review = { branch: etnaBranch(branch), targetBranch, number: null, url: null };
  await forge.closeReview(review, headCommit);
}
