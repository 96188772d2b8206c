import {
  type AgentEnd,
  type AgentResult,
  type LedgerRecord,
  ledgerDigest,
  type Model,
} from "#lib/engines/agent/index.ts";
import { type AgentAttempt, type enums, readAs, type Tx } from "#lib/platform/db/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { microUsd } from "#lib/services/model-keys/index.ts";
import type { AskedFor } from "./remembered-model.ts";

export interface AttemptPlace {
  readonly id: string;
  readonly organizationId: string;
  readonly runId: string;
  readonly number: number;
  readonly purpose: enums.ModelPurpose;
}

/** The attempt of this number, whoever began it; a torn one is found. */
export async function beginAttempt(
  place: AttemptPlace,
  { provider, name }: Model,
  fence: string,
): Promise<AgentAttempt> {
  const { organizationId, runId, number } = place;
  const actor = systemActor("worker", organizationId);
  return await mutate(actor, "run.advance", { type: "run", id: runId }, async (tx, trail) => {
    const key = { runId_number: { runId, number } };
    const found = await tx.agentAttempt.findUnique({ where: key });
    if (found !== null) {
      trail.unchanged();
      return found;
    }
    trail.note({ attempt: number, provider, model: name });
    return await tx.agentAttempt.create({ data: { ...place, provider, model: name, fence } });
  });
}

/** How an attempt ended, or null where there is none or it is under way. */
export async function readEnded<End = AgentEnd>(
  organizationId: string,
  runId: string,
  number: number,
): Promise<End | null> {
  const row = await readAs({ organizationId }, (db) =>
    db.agentAttempt.findUnique({ where: { runId_number: { runId, number } } }),
  );
  // What JSON.stringify wrote of an end is one.
  return row?.end == null ? null : (JSON.parse(row.end) as End);
}

/** What an attempt came to: an agent's result, or a second model's verdict. */
export type Ended = Pick<AgentResult, "usage" | "costUsd" | "ledger" | "steps"> & {
  readonly end: unknown;
  readonly isSubmitted: boolean;
};

/**
 * Ends the attempt once, together with what `store` keeps of it, and forgets the answers that it was
 * made of.
 */
export async function endAttempt(
  { organizationId, runId, attemptId }: AskedFor,
  { end, isSubmitted, usage, costUsd, ledger, steps }: Ended,
  store: (tx: Tx) => Promise<void>,
): Promise<void> {
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "run.advance", { type: "run", id: runId }, async (tx, trail) => {
    const { count } = await tx.agentAttempt.updateMany({
      where: { id: attemptId, state: "running" },
      data: {
        state: isSubmitted ? "submitted" : "ended",
        end: JSON.stringify(end),
        ledger,
        steps,
        ...usage,
        costMicroUsd: microUsd(costUsd),
        endedAt: new Date(),
      },
    });
    if (count === 0) return trail.unchanged();
    await tx.modelCall.updateMany({ where: { attemptId }, data: { answer: null } });
    await store(tx);
    await keepDigest(tx, runId);
    const { provider, model, sentBytes, requests } = ledger;
    trail.note({
      attempt: attemptId,
      model: `${provider}/${model}`,
      requests: requests.length,
      sentBytes,
      ledgerSha256: ledgerDigest([ledger]),
    });
  });
}

/** What a repair was shown belongs to the fix that stands, too. */
async function keepDigest(tx: Tx, runId: string): Promise<void> {
  const rows = await tx.agentAttempt.findMany({ where: { runId }, orderBy: { number: "asc" } });
  await tx.fix.updateMany({
    where: { runId, state: { in: ["proposed", "approved"] } },
    data: { ledgerSha256: digestOfAttempts(rows) },
  });
}

/** SHA-256, hex, of what the models of a run were shown, in the order of their attempts. */
export function digestOfAttempts(rows: readonly Pick<AgentAttempt, "ledger">[]): string {
  return ledgerDigest(
    rows.flatMap(({ ledger }) => (ledger === null ? [] : [ledger as LedgerRecord])),
  );
}
