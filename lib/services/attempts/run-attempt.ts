import { randomBytes } from "node:crypto";
import { type FileChange, newId, type Workspace } from "#lib/base/index.ts";
import {
  type AgentEnd,
  type AgentJob,
  type Checks,
  defaultAgentLimits,
  defaultContextLimits,
  runAgent,
} from "#lib/engines/agent/index.ts";
import type { AgentAttempt, Tx } from "#lib/platform/db/index.ts";
import { openChosenModel } from "#lib/services/model-keys/index.ts";
import { beginAttempt, endAttempt, readEnded } from "./attempt-rows.ts";
import { keepTranscript } from "./keep-transcript.ts";
import { rememberedModel } from "./remembered-model.ts";
import { workerClock } from "./worker-clock.ts";

export interface AttemptJob extends Pick<AgentJob, "brief" | "scope"> {
  readonly organizationId: string;
  readonly runId: string;
  /** From 1 within the run: the second is the repair. */
  readonly number: number;
  readonly workspace: Workspace;
  readonly checks: Checks;
  readonly signal: AbortSignal;
}

/**
 * Lets the organization's model work at a run. Torn at any point and begun again, it goes on where it
 * was, and what has ended is not made again. `store` keeps the changes, none unless every check agreed,
 * in the transaction in which the attempt ends.
 */
export async function runAttempt(
  { organizationId, runId, number, signal, checks, ...work }: AttemptJob,
  store: (tx: Tx, changes: readonly FileChange[]) => Promise<void>,
): Promise<AgentEnd> {
  const ended = await readEnded(organizationId, runId, number);
  if (ended !== null) return ended;
  const chosen = await openChosenModel(organizationId, "fix");
  const attempt = await beginAttempt(
    { id: newId("attempt"), organizationId, runId, number, purpose: "fix" },
    chosen.model,
    randomBytes(16).toString("hex"),
  );
  const of = { organizationId, runId, attemptId: attempt.id, purpose: "fix" } as const;
  const result = await runAgent(
    {
      ...work,
      purpose: number === 1 ? "fix" : "repair",
      delimiter: attempt.fence,
      limits: limitsOf(attempt, chosen.budgetLeftUsd),
      contextLimits: defaultContextLimits,
    },
    {
      model: await rememberedModel(chosen, of),
      checks,
      clock: workerClock,
      transcript: await keepTranscript(of),
      signal,
    },
  );
  const isSubmitted = result.end.state === "submitted";
  await endAttempt(of, { ...result, isSubmitted }, (tx) => store(tx, result.changes));
  return result.end;
}

/** Time that a torn attempt has used counts; what it has spent is in the month's budget already. */
function limitsOf({ startedAt }: AgentAttempt, budgetLeftUsd: number | null) {
  const usedMs = Date.now() - startedAt.getTime();
  return {
    ...defaultAgentLimits,
    maxWallClockMs: Math.max(0, defaultAgentLimits.maxWallClockMs - usedMs),
    maxCostUsd: budgetLeftUsd,
  };
}
