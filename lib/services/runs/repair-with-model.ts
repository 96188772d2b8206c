import { AppError, type FileChange, type Workspace } from "#lib/base/index.ts";
import type { AgentEnd } from "#lib/engines/agent/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { askSecondModel, runAttempt } from "#lib/services/attempts/index.ts";
import { ciBefore } from "#lib/services/fixes/index.ts";
import type { RunContext, StepOutcome } from "./advance-run.ts";
import { type ModelPlan, modelPlan } from "./model-plan.ts";
import { readRunWithFinding } from "./read-run.ts";
import { watched } from "./watched.ts";

/** Lets the organization's model make the change. It is kept where every check agreed, and only then. */
export async function repairWithModel(
  context: RunContext,
  code: Workspace,
): Promise<StepOutcome<null>> {
  const { finding, note } = await readRunWithFinding(context);
  const { brief, scope, checks } = await modelPlan(finding, note, code);
  const end = await watched(context, "patch", (signal) =>
    runAttempt(
      { ...context, number: firstAttempt, workspace: code, brief, scope, checks, signal },
      async (tx, changes) => {
        if (changes.length === 0) return;
        const proposal = changes.map((change) => ({ ...change }));
        await tx.run.updateMany({
          where: { id: context.runId },
          data: { proposal, findingIds: [finding.id] },
        });
      },
    ),
  );
  if (end.state !== "submitted") throw new AppError("conflict", whyStopped(end));
  return { value: null, detail: end.summary };
}

/** The attempts of a run, by their numbers: the change, the opinion on it; its repair, the opinion on that. */
export const firstAttempt = 1;
export const firstOpinion = 2;
export const repairAttempt = 3;
export const repairOpinion = 4;

export interface JudgedChange extends Pick<ModelPlan, "checks" | "report"> {
  readonly base: Workspace;
  readonly changes: readonly FileChange[];
  /** Of the attempt that a second model's opinion is. */
  readonly number: number;
}

/** The validation card of a model's change: each guard, a second model where one is chosen, the CI. */
export async function validateModelChange(
  context: RunContext,
  { checks, report, base, changes, number }: JudgedChange,
  ci: Parameters<typeof ciBefore>[0],
): Promise<readonly ValidationCheck[]> {
  const card = await checks.run(changes);
  const isRefused = card.some(({ outcome }) => outcome === "failed");
  // A second model is not asked, nor paid, about what is refused already.
  const second = isRefused
    ? []
    : [
        await watched(context, "validate", (signal) =>
          askSecondModel({ ...context, number, workspace: base, changes, report, signal }),
        ),
      ];
  return [...card, ...second, ciBefore(ci)];
}

const limits = {
  steps: "steps",
  tokens: "tokens",
  money: "money",
  price: "money, for the price of the model is not known",
  time: "time",
  room: "room in a request",
} as const;

/** Why an attempt brought no change, for a person. */
export function whyStopped(end: Exclude<AgentEnd, { state: "submitted" }>): string {
  switch (end.state) {
    case "gave_up":
      return `The model gave up: ${end.why}`;
    case "out_of":
      return `The model used up its ${limits[end.what]} without a change that meets every check.`;
    case "refused":
      return `The model’s change was refused. ${end.failed.map(({ title, summary }) => `${title}: ${summary}`).join(". ")}`;
    case "model_failed":
      return `${end.failure.message} Nothing was changed.`;
    case "called_off":
      return "A person asked for it to stop.";
  }
}
