import type { AgentPorts } from "./job.ts";
import type { ModelAnswer, ModelFailure, ModelFailureKind, ModelRequest } from "./ports.ts";

/** What may be different in a while; everything else is as it is. */
const passing: ReadonlySet<ModelFailureKind> = new Set([
  "rate_limited",
  "overloaded",
  "cut",
  "malformed",
  "timed_out",
  "unreachable",
]);
const maxTries = 3;

export type Asked = ModelAnswer | ModelFailure | "out_of_time" | "called_off";

/**
 * Asks, and asks again where the failure may pass: as long as the provider says, else two seconds and
 * then four. Ends when the time of the run does, also where the model never answers.
 */
export async function askModel(
  request: ModelRequest,
  { model, clock, signal }: Pick<AgentPorts, "model" | "clock" | "signal">,
  msLeft: () => number,
  onFailure: (failure: ModelFailure, waitMs: number | null) => Promise<void>,
): Promise<Asked> {
  for (let tries = 1; ; tries++) {
    const answer = await withinTime(
      (within) => model.ask(request, within),
      clock,
      signal,
      msLeft(),
    );
    if (answer === null) return signal.aborted ? "called_off" : "out_of_time";
    if (answer.ok) return answer;
    const waitMs = (answer.retryAfterSeconds ?? 2 ** tries) * 1000;
    const isFinal = !passing.has(answer.kind) || tries === maxTries || waitMs >= msLeft();
    await onFailure(answer, isFinal ? null : waitMs);
    if (isFinal) return answer;
    await clock.sleep(waitMs, signal);
    if (signal.aborted) return "called_off";
  }
}

/** Null when the time is over or the run is called off; the work is told, and not waited for. */
async function withinTime<Value>(
  work: (signal: AbortSignal) => Promise<Value>,
  clock: AgentPorts["clock"],
  outer: AbortSignal,
  ms: number,
): Promise<Value | null> {
  const over = new AbortController();
  const either = AbortSignal.any([outer, over.signal]);
  const asked = work(either);
  try {
    return await Promise.race([asked, clock.sleep(ms, either).then(() => null)]);
  } finally {
    // Whatever it still comes to, nobody is there to hear of it.
    asked.catch(() => undefined);
    over.abort();
  }
}
