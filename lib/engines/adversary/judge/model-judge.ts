import { isAppError } from "#lib/base/index.ts";
import type { Judge } from "../ports.ts";
import type { TargetUsage } from "../transcript.ts";
import { type JudgeRequest, judgeRequest, readJudgement } from "./request.ts";

export interface JudgeAnswer {
  readonly ok: true;
  readonly text: string;
  /** Null where the provider said nothing of it, and where the price is not known. */
  readonly usage: TargetUsage | null;
  readonly costUsd: number | null;
}

export interface JudgeFailure {
  readonly ok: false;
  /** For a person. */
  readonly message: string;
  /** True where every further request would fail, too. */
  readonly isFinal: boolean;
}

/** One request to a model. What goes wrong there comes back as a failure. */
export type AskJudge = (
  request: JudgeRequest,
  signal: AbortSignal,
) => Promise<JudgeAnswer | JudgeFailure>;

export interface JudgeTally {
  readonly requests: number;
  /** Requests that failed, and answers that could not be read. */
  readonly unanswered: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; null where a price is not known. */
  readonly costUsd: number | null;
  /** Why it is not asked any more; null where it is. */
  readonly ended: string | null;
}

/** So many failures one after another, and it is left alone: a run does not wait for it for ever. */
const maxFailuresInARow = 5;

export interface JudgeLimits {
  readonly maxRequests: number;
  /** Values, by name, that do not leave, whatever an agent has repeated. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface ModelJudge extends Judge {
  readonly tally: JudgeTally;
}

/**
 * A model that may ask for a review, and can do nothing else. No answer, and one that cannot be read, is
 * none: the attempt is as it was. Rejects where the signal ends it, and for faults of ours.
 */
export function modelJudge(ask: AskJudge, { maxRequests, secrets }: JudgeLimits): ModelJudge {
  let tally: JudgeTally = {
    requests: 0,
    unanswered: 0,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    ended: null,
  };
  let inARow = 0;
  const count = (more: Partial<JudgeTally>) => {
    tally = { ...tally, ...more };
  };
  return {
    get tally() {
      return tally;
    },
    async review(question, transcript, signal) {
      if (tally.ended !== null) return null;
      if (tally.requests >= maxRequests) {
        count({ ended: `Its limit of requests is reached: ${maxRequests}.` });
        return null;
      }
      count({ requests: tally.requests + 1 });
      const answer = await askOrFail(ask, judgeRequest(question, transcript, secrets), signal);
      signal.throwIfAborted();
      if (!answer.ok) {
        const isOver = answer.isFinal || ++inARow >= maxFailuresInARow;
        const ended = tally.ended ?? (isOver ? answer.message : null);
        count({ unanswered: tally.unanswered + 1, ended });
        return null;
      }
      inARow = 0;
      const { text, usage, costUsd } = answer;
      count({
        inputTokens: tally.inputTokens + (usage?.inputTokens ?? 0),
        outputTokens: tally.outputTokens + (usage?.outputTokens ?? 0),
        costUsd: tally.costUsd === null || costUsd === null ? null : tally.costUsd + costUsd,
      });
      const said = readJudgement(text);
      if (said === undefined) count({ unanswered: tally.unanswered + 1 });
      return said ?? null;
    },
  };
}

async function askOrFail(
  ask: AskJudge,
  request: JudgeRequest,
  signal: AbortSignal,
): Promise<JudgeAnswer | JudgeFailure> {
  try {
    return await ask(request, signal);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ok: false, message: error.message, isFinal: false };
  }
}
