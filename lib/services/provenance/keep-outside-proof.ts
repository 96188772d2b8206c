import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { enqueueAttempt, type ProofRequest } from "./ask-for-outside-proofs.ts";
import type { OutsideAnswer } from "./outside-answer.ts";

/** How one attempt ended: answered, met with silence, or not to be made again. */
export type Attempt =
  | { readonly url: string; readonly answer: OutsideAnswer }
  | { readonly url?: string; readonly silent: string; readonly againInSeconds?: number }
  | { readonly ended: string };

export interface ProofRow {
  readonly state: string;
  readonly attempts: number;
  readonly wrongAnswers: number;
  readonly createdAt: Date;
}

const hourMs = 60 * 60_000;
const firstPauseMs = 30_000;
const longestPauseMs = 6 * hourMs;
/** Who is silent for so long is asked no more. */
const patienceMs = 7 * 24 * hourMs;
/** A wrong answer may be that of a proxy on the way; the third is taken for theirs. */
const wrongPausesMs = [hourMs, 24 * hourMs];

interface Next {
  readonly state: "holds" | "refused" | "awaited" | "given_up";
  readonly reason: string | null;
  readonly wrongAnswers: number;
  /** Null where nobody is asked again. */
  readonly pauseMs: number | null;
}

/** Keeps how an attempt ended, and asks for the next one in the same transaction. Once an attempt. */
export async function keepAttempt(
  organizationId: string,
  request: ProofRequest,
  row: ProofRow,
  attempt: Attempt,
): Promise<void> {
  const { fixId, statement, kind } = request;
  const next = nextOf(row, attempt, Date.now());
  const shown = "answer" in attempt && attempt.answer.holds ? attempt.answer : null;
  const actor = systemActor("worker", organizationId);
  const target = { type: "fix", id: fixId };
  await mutate(actor, "fix.prove_outside", target, async (tx, trail) => {
    const { state, reason, wrongAnswers, pauseMs } = next;
    const dueAt = pauseMs === null ? null : new Date(Date.now() + pauseMs);
    const { count } = await tx.outsideProof.updateMany({
      where: { fixId, statement, kind, organizationId, state: row.state, attempts: row.attempts },
      data: {
        state,
        reason,
        wrongAnswers,
        attempts: row.attempts + 1,
        dueAt,
        ...("url" in attempt && attempt.url && { url: attempt.url }),
        ...(shown && { proof: shown.proof, anchor: shown.anchor }),
        ...(dueAt === null && { settledAt: new Date() }),
      },
    });
    if (count === 0) return trail.unchanged();
    if (dueAt !== null) {
      await enqueueAttempt(tx, organizationId, request, row.attempts + 2, dueAt);
    }
    if (state === row.state) return trail.underWay();
    trail.note({ statement, kind, state, ...(shown ? { time: shown.time } : { reason }) });
  });
}

function nextOf(row: ProofRow, attempt: Attempt, nowMs: number): Next {
  const { wrongAnswers } = row;
  if ("ended" in attempt) {
    return { state: "given_up", reason: attempt.ended, wrongAnswers, pauseMs: null };
  }
  if ("answer" in attempt) {
    if (attempt.answer.holds) return { state: "holds", reason: null, wrongAnswers, pauseMs: null };
    const { reason } = attempt.answer;
    const pauseMs = wrongPausesMs[wrongAnswers] ?? null;
    return { state: "refused", reason, wrongAnswers: wrongAnswers + 1, pauseMs };
  }
  const { silent: reason, againInSeconds = 0 } = attempt;
  if (nowMs - row.createdAt.getTime() > patienceMs) {
    return { state: "given_up", reason, wrongAnswers, pauseMs: null };
  }
  const pauseMs = Math.max(firstPauseMs * 2 ** Math.min(row.attempts, 16), againInSeconds * 1000);
  return { state: "awaited", reason, wrongAnswers, pauseMs: Math.min(pauseMs, longestPauseMs) };
}
