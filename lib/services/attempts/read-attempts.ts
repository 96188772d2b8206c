import {
  type AgentEnd,
  defaultAgentLimits,
  defaultContextLimits,
  type LedgerRecord,
} from "#lib/engines/agent/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { type Prisma, readAs } from "#lib/platform/db/index.ts";
import { budgetLeftUsd } from "#lib/services/model-keys/index.ts";
import { type AttemptEvent, eventOf, ledgerSoFar } from "./attempt-events.ts";

export interface AttemptView {
  /** From 1 within the run. */
  readonly number: number;
  readonly purpose: "fix" | "repair" | "second_check";
  readonly provider: string;
  readonly model: string;
  /** "broken_off": the run is over, and nobody ended the attempt. */
  readonly state: "running" | "submitted" | "ended" | "broken_off";
  /** Null for a second check, and where it has not ended. */
  readonly end: AgentEnd | null;
  /** What a second model said. */
  readonly verdict: ValidationCheck | null;
  readonly steps: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null where a price is not known. */
  readonly costUsd: number | null;
  /** Of this month, while it is under way; null where nothing bounds it. */
  readonly budgetLeftUsd: number | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly events: readonly AttemptEvent[];
  /** Unified diff of the last edit, secrets blanked; null where there is none, or it is too long. */
  readonly patch: string | null;
  /** What left of the repository: so far, while it is under way. */
  readonly ledger: LedgerRecord;
  /** Of the repository's bytes, how many this attempt might show. */
  readonly allowedBytes: number;
}

const include = {
  run: { select: { endedAt: true } },
  events: { orderBy: { position: "asc" } },
  calls: { orderBy: { number: "asc" }, omit: { answer: true } },
} satisfies Prisma.AgentAttemptInclude;

type Row = Prisma.AgentAttemptGetPayload<{ include: typeof include }>;

/** What models did at a run, in order; none where the organization has no such run. */
export async function readAttempts(
  organizationId: string,
  runId: string,
): Promise<readonly AttemptView[]> {
  const rows = await readAs({ organizationId }, (db) =>
    db.agentAttempt.findMany({
      where: { organizationId, runId },
      orderBy: { number: "asc" },
      include,
    }),
  );
  return await Promise.all(rows.map(view));
}

/** A repair, and the opinion on it, are made after the run has ended: they have their time from there. */
function isTorn({ number, startedAt, run }: Row): boolean {
  if (run.endedAt === null) return false;
  const isOfRepair = number > 2;
  return !isOfRepair || Date.now() - startedAt.getTime() > 2 * defaultAgentLimits.maxWallClockMs;
}

async function view(row: Row): Promise<AttemptView> {
  const read = row.events.map(eventOf);
  const isSecondCheck = row.purpose === "second_check";
  const ended = row.end === null ? null : (JSON.parse(row.end) as AgentEnd | ValidationCheck);
  const ledger = (row.ledger as LedgerRecord | null) ?? ledgerSoFar(row, read);
  const isRunning = row.state === "running";
  return {
    number: row.number,
    purpose: isSecondCheck ? "second_check" : row.number === 1 ? "fix" : "repair",
    provider: row.provider,
    model: row.model,
    state: isRunning && isTorn(row) ? "broken_off" : row.state,
    end: isSecondCheck ? null : (ended as AgentEnd | null),
    verdict: isSecondCheck ? (ended as ValidationCheck | null) : null,
    ...(isRunning ? spentSoFar(row, read) : spent(row)),
    budgetLeftUsd: isRunning ? await budgetOf(row) : null,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    events: read.map(({ event }) => event),
    patch: read.findLast(({ event }) => event.kind === "changed")?.patch ?? null,
    ledger,
    allowedBytes: Math.max(
      defaultContextLimits.minRunBytes,
      Math.floor(ledger.repositoryBytes * defaultContextLimits.maxRepositoryShare),
    ),
  };
}

type Spent = Pick<AttemptView, "steps" | "inputTokens" | "outputTokens" | "costUsd">;

function spent({ steps, inputTokens, outputTokens, costMicroUsd }: Row): Spent {
  return { steps, inputTokens, outputTokens, costUsd: usd(costMicroUsd) };
}

/** By the answers that are there; one without a price makes the whole not known. */
function spentSoFar({ calls }: Row, read: readonly { readonly event: AttemptEvent }[]): Spent {
  const answered = calls.filter(({ state }) => state === "answered");
  const isKnown = answered.every(({ costMicroUsd }) => costMicroUsd !== null);
  const sum = (of: (call: Row["calls"][number]) => number) =>
    answered.reduce((all, call) => all + of(call), 0);
  return {
    steps: Math.max(0, ...read.map(({ event }) => event.step)),
    inputTokens: sum(({ inputTokens }) => inputTokens ?? 0),
    outputTokens: sum(({ outputTokens }) => outputTokens ?? 0),
    costUsd: isKnown ? sum(({ costMicroUsd }) => usd(costMicroUsd) ?? 0) : null,
  };
}

async function budgetOf({ organizationId, calls }: Row): Promise<number | null> {
  const keyId = calls.at(-1)?.modelKeyId ?? null;
  return keyId === null ? null : await budgetLeftUsd(organizationId, keyId);
}

function usd(micro: bigint | null): number | null {
  return micro === null ? null : Number(micro) / 1e6;
}
