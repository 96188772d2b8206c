import type { Conversation, TargetAnswer, TargetFailure, TurnRequest } from "../target.ts";
import { faultOf } from "./fault.ts";
import type { TargetPorts } from "./ports.ts";
import type { Speaker } from "./speaker.ts";
import type { TargetSpec } from "./spec.ts";
import { type Turn, withinTurn } from "./turn.ts";

/** What of a failure’s words may be shown: a target repeats what it was sent, a key too. */
export type Redact = (text: string) => string;

/**
 * A conversation that keeps to its limits. Whatever the target does becomes an answer or a failure, also
 * where the caller’s signal ends it: then it is `timed_out`, and the caller knows better.
 */
export async function openConversation(
  spec: TargetSpec,
  ports: TargetPorts,
  speaker: Speaker,
  redact: Redact,
): Promise<Conversation> {
  const within = <T>(once: boolean, signal: AbortSignal, work: (turn: Turn) => Promise<T>) => {
    const limits = {
      clock: ports.clock,
      answerMs: spec.answer_seconds * 1000,
      silenceMs: (spec.silence_seconds ?? spec.answer_seconds) * 1000,
      maxBytes: spec.max_answer_bytes,
      once,
    };
    return measured(limits, signal, work, redact);
  };
  const never = new AbortController().signal;
  let prepared: Measured<void> | null = await within(false, never, async (turn) => {
    await speaker.prepare?.(turn);
  });
  const { failure } = prepared;
  return {
    async send(said: TurnRequest, signal: AbortSignal): Promise<TargetAnswer | TargetFailure> {
      // What preparing took is this conversation’s, and told once.
      const before = prepared?.requests ?? 0;
      prepared = null;
      if (failure !== null) return { ...failure, requests: before };
      const spoke = await within(said.once ?? false, signal, (turn) => speaker.speak(said, turn));
      const requests = spoke.requests + before;
      if (spoke.failure !== null) return { ...spoke.failure, requests };
      return { ok: true, ...spoke.value, wallClockMs: spoke.wallClockMs, requests };
    },
    async close() {
      // What cannot be taken away any more is left: the attempt has its verdict by now.
      await within(false, never, async (turn) => speaker.close?.(turn));
    },
  };
}

type Measured<T> = { readonly requests: number; readonly wallClockMs: number } & (
  | { readonly failure: null; readonly value: T }
  | { readonly failure: TargetFailure }
);

async function measured<T>(
  limits: Parameters<typeof withinTurn>[0],
  signal: AbortSignal,
  work: (turn: Turn) => Promise<T>,
  redact: Redact,
): Promise<Measured<T>> {
  const startedAt = limits.clock.now();
  let counted: Pick<Turn, "requests" | "waitedMs"> = { requests: 0, waitedMs: 0 };
  const took = () => {
    const wallClockMs = Math.max(0, limits.clock.now() - startedAt - counted.waitedMs);
    return { requests: counted.requests, wallClockMs };
  };
  try {
    const value = await withinTurn(limits, signal, (turn) => {
      counted = turn;
      return work(turn);
    });
    return { ...took(), failure: null, value };
  } catch (error) {
    const { kind, status, message } = faultOf(error);
    const failure = {
      ok: false,
      failure: kind,
      status,
      message: redact(message),
      ...took(),
    } as const;
    return { ...took(), failure };
  }
}
