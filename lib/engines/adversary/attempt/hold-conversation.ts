import type { Turn } from "../seed/schema.ts";
import type { Target, TargetAnswer, TargetFailure } from "../target.ts";
import type { Transcript, TranscriptEvent } from "../transcript.ts";
import { burstSize } from "./burst-size.ts";
import { Conversations } from "./conversations.ts";
import { attachedTo, plantedEvents } from "./planted.ts";
import type { PreparedAttempt } from "./prepare-attempt.ts";

/** An agent that calls without end is seen long before; the rest would only fill the journal. */
const maxCallsPerTurn = 1000;

export interface Held {
  readonly transcript: Transcript;
  /** Of every turn and every request of a burst. */
  readonly answers: readonly (TargetAnswer | TargetFailure)[];
}

/** Says one turn after another until all are said or one has no answer. Rejects when the signal ends it. */
export async function holdConversation(
  prepared: PreparedAttempt,
  target: Target,
  signal: AbortSignal,
): Promise<Held> {
  const talks = new Conversations(prepared, target);
  const events: TranscriptEvent[] = [...plantedEvents(prepared, target)];
  const atOnce = burstSize(prepared.seed, prepared.case);
  const all: Answer[] = [];
  try {
    for (const [index, turn] of prepared.turns.entries()) {
      const isBurst = atOnce > 0 && index === prepared.turns.length - 1;
      const { session, as, say: text } = turn;
      events.push({ kind: "said", session, as, text });
      const answers = isBurst
        ? await burst(talks, prepared, turn, atOnce, signal)
        : [await sayTurn(talks, prepared, turn, signal, events)];
      signal.throwIfAborted();
      all.push(...answers);
      events.push(isBurst ? burstEvent(answers) : endOf(answers[0], session));
      if (!isBurst && answers[0]?.ok !== true) break;
    }
    return { transcript: { events, changed: talks.world?.changed() ?? {} }, answers: all };
  } finally {
    await talks.close();
  }
}

type Answer = TargetAnswer | TargetFailure;

async function sayTurn(
  talks: Conversations,
  { world }: PreparedAttempt,
  turn: Turn,
  signal: AbortSignal,
  events: TranscriptEvent[],
): Promise<Answer> {
  const before = talks.world?.calls().length ?? 0;
  const talk = await talks.for(turn);
  if ("ok" in talk) return talk;
  const documents = attachedTo(world, turn.attach);
  const answer = await talk.send({ text: turn.say, documents }, signal);
  const calls = [...(talks.world?.calls(before) ?? []), ...(answer.ok ? answer.calls : [])];
  for (const call of calls.slice(0, maxCallsPerTurn)) {
    events.push({ kind: "called", session: turn.session, ...call });
  }
  return answer;
}

function endOf(answer: Answer | undefined, session: number): TranscriptEvent {
  if (answer?.ok === true) {
    const { text, finish, wallClockMs, usage } = answer;
    return { kind: "answered", session, text, finish, wallClockMs, usage };
  }
  const { failure, status, message, wallClockMs } = answer ?? nothing;
  return { kind: "failed", session, failure, status, message, wallClockMs };
}

const nothing = { failure: "unavailable", status: null, message: "", wallClockMs: 0 } as const;

/** The same turn many times at once, each in a conversation of its own. */
function burst(
  talks: Conversations,
  { world }: PreparedAttempt,
  turn: Turn,
  atOnce: number,
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const documents = attachedTo(world, turn.attach);
  const one = async (): Promise<Answer> => {
    const talk = await talks.apart(turn);
    if ("ok" in talk) return talk;
    try {
      return await talk.send({ once: true, text: turn.say, documents }, signal);
    } finally {
      await talk.close();
    }
  };
  return Promise.all(Array.from({ length: atOnce }, one));
}

function burstEvent(answers: readonly Answer[]): TranscriptEvent {
  const limited = answers.filter((each) => !each.ok && each.failure === "rate_limited").length;
  const answered = answers.filter(({ ok }) => ok).length;
  return { kind: "burst", requests: answers.length, answered, limited };
}
