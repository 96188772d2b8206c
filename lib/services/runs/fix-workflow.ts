import { AppError, isAppError, newId } from "#lib/base/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { etnaBranch } from "#lib/platform/forge/index.ts";
import type { Steps, Workflow } from "#lib/platform/jobs/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { isTask } from "#lib/services/findings/index.ts";
import { giveUpReplaced, quietText, refusalOf, validateChange } from "#lib/services/fixes/index.ts";
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
import { modelPlan } from "./model-plan.ts";
import { firstBranch } from "./name-branch.ts";
import { type BranchValue, hasCi, proposeChange } from "./propose-change.ts";
import { readProposal, readRunWithFinding } from "./read-run.ts";
import { firstOpinion, repairWithModel, validateModelChange } from "./repair-with-model.ts";
import { closeForgeOfRun, forgeOfRun } from "./run-forge.ts";
import { abandoned, stop, takeSnapshot } from "./scan-workflow.ts";
import { fixWorkflowName, modelFixWorkflowName } from "./workflow-names.ts";

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
    const { commit, defaultBranch, reportsOnHead } = snapshot.value;
    const patch = await runStep(steps, context, "patch", () => makePatch(context, commit));
    if (patch.kind !== "done") return await end(steps, context, patch);
    const valid = await runStep(steps, context, "validate", () =>
      validate(context, commit, reportsOnHead),
    );
    if (valid.kind !== "done") return await end(steps, context, valid);
    const branch = await runStep(steps, context, "branch", () => createBranch(context, commit));
    if (branch.kind !== "done") {
      // The step may have been torn after it made the branch.
      const left = await cleanUp(steps, () => removeOwnBranch(context, commit));
      return await end(steps, context, branch, left);
    }
    const review = await runStep(steps, context, "review", () =>
      proposeChange(context, { ...branch.value, ...valid.value, commit, defaultBranch }),
    );
    if (review.kind !== "done") {
      const left = await cleanUp(steps, () => removeBranch(context, branch.value));
      return await end(steps, context, review, left);
    }
    const outcome = outcomeOf(review.value.waitsForCi);
    await steps.step("end", () => endRun(context, { state: "succeeded", outcome }), retried);
  },
  async abandon(context) {
    const { commit, proposal, fix } = await readRunWithFinding(context);
    if (fix !== null) {
      const outcome = outcomeOf(fix.ciState === "waiting");
      return await endRun(context, { state: "succeeded", outcome });
    }
    await endRun(context, { state: "failed", outcome: abandoned });
    if (commit !== null && proposal !== null) await removeOwnBranch(context, commit);
    closeForgeOfRun(context.runId);
  },
};

function outcomeOf(waitsForCi: boolean): string {
  return waitsForCi
    ? "Opened a draft. It becomes ready when your CI is done."
    : "Proposed a fix. A person decides.";
}

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

/** The same road, with the organization's own model to make the change. It waits in a queue of its own. */
export const modelFixWorkflow: Workflow<RunInput> = {
  ...fixWorkflow,
  name: modelFixWorkflowName,
  queue: "models",
};

async function makePatch(context: RunContext, commit: string): Promise<StepOutcome<null>> {
  const { finding, repository, replacesFixId, fixer } = await readRunWithFinding(context);
  const forge = await forgeOfRun(context, repository);
  if (fixer === "model") return await repairWithModel(context, await forge.snapshot(commit));
  const made = await makeChange(finding, await forge.snapshot(commit));
  if (made === null) {
    const why =
      "The finding is gone from the newest commit, or its fix is no longer proven safe there. Scan again.";
    if (replacesFixId !== null) {
      await giveUpReplaced(context.organizationId, replacesFixId, why, forge);
    }
    throw new AppError("conflict", why);
  }
  const { changes, findingIds, fixTitle } = made;
  const proposal = changes.map((change) => ({ ...change }));
  await updateRun(context, { proposal, findingIds: [...findingIds], fixTitle });
  const files = changes.map((change) => change.path).join(", ");
  return { value: null, detail: `Rule ${finding.ruleId} changes ${files}` };
}

interface Validated {
  readonly hasCi: boolean;
  readonly fixId: string;
}

async function validate(
  context: RunContext,
  commit: string,
  reportsOnBase: boolean | null,
): Promise<StepOutcome<Validated>> {
  const run = await readRunWithFinding(context);
  const { findings, repository, replacesFixId } = run;
  const forge = await forgeOfRun(context, repository);
  const changes = await readProposal(context);
  const snapshot = await forge.snapshot(commit);
  const value = { hasCi: await hasCi(forge, snapshot, reportsOnBase), fixId: newId("fix") };
  const ci = forge.host === null ? "local" : value.hasCi ? "waiting" : "none";
  const checks =
    run.fixer === "model"
      ? await validateModelChange(
          context,
          {
            ...(await modelPlan(run.finding, run.note, snapshot)),
            base: snapshot,
            changes,
            number: firstOpinion,
          },
          ci,
        )
      : await validateChange(snapshot, changes, findings, ci);
  await updateRun(context, { checks: checks.map((check) => ({ ...check })) });
  const refusal = refusalOf(checks);
  if (refusal !== null && replacesFixId !== null) {
    await giveUpReplaced(context.organizationId, replacesFixId, refusal, forge);
  }
  if (refusal !== null) throw new AppError("precondition_failed", refusal);
  const count = (outcome: ValidationCheck["outcome"]) =>
    checks.filter((check) => check.outcome === outcome).length;
  return { value, detail: `${count("passed")} passed, ${count("not_run")} not run` };
}

async function createBranch(
  context: RunContext,
  commit: string,
): Promise<StepOutcome<BranchValue>> {
  const { finding, findings, repository, createdAt, ...run } = await readRunWithFinding(context);
  const forge = await forgeOfRun(context, repository);
  const branch = etnaBranch(run.branch ?? firstBranch(finding));
  const made = await forge.commitToBranch({
    branch,
    baseCommit: commit,
    changes: await readProposal(context),
    message: `${quietText(finding.fixTitle)}\n\n${foundAt(findings)}\n`,
    // The run's own time: a retry makes the very same commit.
    unixSeconds: Math.floor(createdAt.getTime() / 1000),
  });
  return {
    value: { branch, headCommit: made.commit, headTree: made.tree },
    detail: `${branch} at ${made.commit.slice(0, 12)}`,
  };
}

type FixedFindings = Awaited<ReturnType<typeof readRunWithFinding>>["findings"];

/** A commit's message closes issues as well as a review's words do. */
function foundAt([first, ...others]: FixedFindings): string {
  if (isTask(first)) return "Asked for by a person.";
  const { cwe, ruleId, path, startLine } = first;
  const more = others.map((each) => `${each.path}:${each.startLine}`);
  const places = [`${path}:${startLine}`, ...more].map(quietText).join(", ");
  const what = cwe === "" ? "Found" : `${cwe}, found`;
  return `${what} by rule ${quietText(ruleId)} at ${places}.`;
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
