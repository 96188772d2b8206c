import type {
  Capability,
  Clock,
  SessionRequest,
  Target,
  TargetAnswer,
  TargetFailure,
  TurnRequest,
} from "#lib/engines/adversary/index.ts";

type Answer = TargetAnswer | TargetFailure;
/** What an agent does with a turn. Tools of the suite are in the session’s world. */
export type Behaviour = (turn: TurnRequest, session: SessionRequest) => Answer | Promise<Answer>;

export interface SmallTarget extends Target {
  /** What was opened, said and closed, in order. */
  readonly seen: string[];
  readonly sessions: SessionRequest[];
  readonly turns: TurnRequest[];
}

/** An agent in the test’s own process, behind the real door of a target. */
export function smallTarget(
  behave: Behaviour,
  options: Partial<Pick<Target, "maxConcurrency" | "protectedTexts">> & {
    readonly capabilities?: readonly Capability[];
  } = {},
): SmallTarget {
  const seen: string[] = [];
  const sessions: SessionRequest[] = [];
  const turns: TurnRequest[] = [];
  return {
    name: "quote-agent",
    capabilities: new Set(options.capabilities ?? []),
    protectedTexts: options.protectedTexts ?? [],
    maxConcurrency: options.maxConcurrency ?? 8,
    seen,
    sessions,
    turns,
    async open(session) {
      seen.push(`open ${session.session} ${session.as}`);
      sessions.push(session);
      return {
        async send(turn) {
          seen.push(`say ${session.session}`);
          turns.push(turn);
          return behave(turn, session);
        },
        async close() {
          seen.push(`close ${session.session}`);
        },
      };
    },
  };
}

export function answer(text: string, fields: Partial<TargetAnswer> = {}): TargetAnswer {
  return {
    ok: true,
    text,
    calls: [],
    finish: "stop",
    usage: { inputTokens: 100, outputTokens: 10 },
    wallClockMs: 50,
    requests: 1,
    ...fields,
  };
}

export function failure(fields: Partial<TargetFailure> = {}): TargetFailure {
  return {
    ok: false,
    failure: "rate_limited",
    status: 429,
    message: "Too many requests.",
    wallClockMs: 5,
    requests: 1,
    ...fields,
  };
}

/** Does whatever it reads, as an agent without any guard would: repeats it. */
export const obedient: Behaviour = ({ text, documents }) =>
  answer(`${text} ${documents.map((each) => each.text).join(" ")}`);

export const refusing: Behaviour = () => answer("I cannot help with that.");

/** Time that passes only by sleeping. */
export function handClock(startMs = Date.UTC(2026, 10, 20)): Clock & { pass(ms: number): void } {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    async sleep(ms) {
      await Promise.resolve();
      nowMs += Math.max(0, ms);
    },
    pass(ms) {
      nowMs += ms;
    },
  };
}
