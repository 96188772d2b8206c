import { randomBytes } from "node:crypto";
import { newId } from "#lib/base/index.ts";
import {
  defaultContextLimits,
  type SecondCheckJob,
  secondCheck,
} from "#lib/engines/agent/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { hasModelFor, openChosenModel } from "#lib/services/model-keys/index.ts";
import { beginAttempt, endAttempt, readEnded } from "./attempt-rows.ts";
import { rememberedModel } from "./remembered-model.ts";
import { workerClock } from "./worker-clock.ts";

const maxWallClockMs = 3 * 60_000;

export interface SecondModelJob extends Pick<SecondCheckJob, "workspace" | "changes" | "report"> {
  readonly organizationId: string;
  readonly runId: string;
  readonly number: number;
  readonly signal: AbortSignal;
}

const none: ValidationCheck = {
  id: "second_opinion",
  title: "Second opinion",
  outcome: "not_run",
  summary: "No second model is chosen",
};

/** The line of the card that another model of the organization's choice decides; asked and paid once. */
export async function askSecondModel({
  organizationId,
  runId,
  number,
  signal,
  ...work
}: SecondModelJob): Promise<ValidationCheck> {
  const ended = await readEnded<ValidationCheck>(organizationId, runId, number);
  if (ended !== null) return ended;
  if (!(await hasModelFor(organizationId, "second_check"))) return none;
  const chosen = await openChosenModel(organizationId, "second_check");
  const attempt = await beginAttempt(
    { id: newId("attempt"), organizationId, runId, number, purpose: "second_check" },
    chosen.model,
    randomBytes(16).toString("hex"),
  );
  const of = { organizationId, runId, attemptId: attempt.id, purpose: "second_check" } as const;
  const { check, usage, costUsd, ledger } = await secondCheck(
    {
      ...work,
      delimiter: attempt.fence,
      contextLimits: defaultContextLimits,
      maxWallClockMs,
    },
    { model: await rememberedModel(chosen, of), clock: workerClock, signal },
  );
  const spent = usage ?? { inputTokens: 0, outputTokens: 0 };
  const isSubmitted = check.outcome === "passed";
  await endAttempt(
    of,
    { end: check, isSubmitted, usage: spent, costUsd, ledger, steps: 1 },
    async () => undefined,
  );
  return check;
}
