import type { Clock } from "../ports.ts";
import { TargetFault } from "./fault.ts";

/** How long a turn may take, and what it took. */
export interface Turn {
  readonly clock: Clock;
  /** Aborted when the turn must end: its time is up, or the caller wants no more. Its reason is a TargetFault. */
  readonly signal: AbortSignal;
  readonly silenceMs: number;
  readonly maxBytes: number;
  readonly maxRetries: number;
  requests: number;
  /** Spent on waiting before another try, which is no time of the target’s. */
  waitedMs: number;
}

const maxRetries = 3;

export interface TurnLimits {
  readonly clock: Clock;
  readonly answerMs: number;
  readonly silenceMs: number;
  readonly maxBytes: number;
  readonly once: boolean;
}

/** Does the work of one turn under its limits; what it leaves running is told to end. */
export async function withinTurn<T>(
  { clock, answerMs, once, ...limits }: TurnLimits,
  caller: AbortSignal,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const onCaller = () => end.abort(calledOff());
  if (caller.aborted) onCaller();
  caller.addEventListener("abort", onCaller, { once: true });
  const turn: Turn = {
    clock,
    signal: end.signal,
    ...limits,
    maxRetries: once ? 0 : maxRetries,
    requests: 0,
    waitedMs: 0,
  };
  const over = new AbortController();
  const lapse = turnLapse(turn, answerMs, over.signal, () => end.abort(outOfTime()));
  try {
    return await untilAborted(work(turn), end.signal);
  } finally {
    over.abort();
    end.abort(calledOff());
    caller.removeEventListener("abort", onCaller);
    await lapse;
  }
}

/** Rejects with the signal’s reason as soon as it is aborted; the work goes on unseen. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const struck = Promise.withResolvers<never>();
  struck.promise.catch(() => undefined);
  work.catch(() => undefined);
  const onAbort = () => struck.reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([struck.promise, work]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Rejects where the work is not done after so long. */
export async function inTime<T>(work: Promise<T>, ms: number, turn: Turn): Promise<T> {
  const late = new AbortController();
  const over = new AbortController();
  const lapse = lapseOf(turn.clock, ms, over.signal, () => late.abort(outOfTime()));
  try {
    return await untilAborted(work, AbortSignal.any([late.signal, turn.signal]));
  } finally {
    over.abort();
    await lapse;
  }
}

/** What was spent on waiting before another try is granted on top. */
async function turnLapse(turn: Turn, answerMs: number, over: AbortSignal, then: () => void) {
  let slept = 0;
  while (!over.aborted && slept < answerMs + turn.waitedMs) {
    const ms = answerMs + turn.waitedMs - slept;
    slept += ms;
    await turn.clock.sleep(ms, over);
  }
  if (!over.aborted) then();
}

async function lapseOf(clock: Clock, ms: number, over: AbortSignal, then: () => void) {
  await clock.sleep(ms, over);
  if (!over.aborted) then();
}

function outOfTime(): TargetFault {
  return new TargetFault("timed_out", "The target did not answer in time.");
}

function calledOff(): TargetFault {
  return new TargetFault("timed_out", "The request was called off before its answer.");
}
