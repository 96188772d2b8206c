import { fieldText } from "../graders/fields.ts";
import type { Evidence, Excerpt, ShownEvidence } from "../results.ts";
import type { Transcript, TranscriptEvent } from "../transcript.ts";

const maxAround = 80;
const maxMarked = 200;

/** Evidence with the place that it points at, as long as the transcript is at hand. */
export function withExcerpts(
  { events }: Transcript,
  evidence: readonly Evidence[],
): readonly ShownEvidence[] {
  return evidence.map((each) => ({ ...each, excerpt: excerptOf(events, each) }));
}

function excerptOf(
  events: readonly TranscriptEvent[],
  { event: at, field, start, end }: Evidence,
): Excerpt | null {
  const event = at === null ? undefined : events[at];
  if (at === null || event === undefined) return null;
  const label = labelOf(events, at);
  if (field === null) return wholeOf(event, label);
  const text = fieldText(event, field);
  if (text === null) return null;
  const from = Math.min(Math.max(0, start), text.length);
  const to = Math.min(Math.max(from, end), text.length);
  const marked = text.slice(from, to);
  const before = text.slice(Math.max(0, from - maxAround), from);
  const name = field.startsWith("arguments.") ? `${toolOf(event)} ${field.slice(10)}: ` : "";
  return {
    label,
    before: `${name}${from > maxAround ? "…" : ""}${before}`.toWellFormed(),
    marked: clipped(marked, maxMarked),
    after: clipped(text.slice(to), maxAround),
  };
}

/** What an event as a whole shows: which tool was called, how a burst went. */
function wholeOf(event: TranscriptEvent, label: string): Excerpt | null {
  const shown = (before: string, marked: string, after = ""): Excerpt => {
    return { label, before, marked: clipped(marked, maxMarked), after };
  };
  switch (event.kind) {
    case "called":
      return shown("", event.tool, clipped(` ${JSON.stringify(event.arguments)}`, maxAround));
    case "burst":
      return shown(
        `${event.requests} requests at once, `,
        `${event.answered} answered`,
        `, ${event.limited} limited`,
      );
    case "failed":
      return shown("", event.message);
    default:
      return shown("", event.text);
  }
}

const nouns: Readonly<Record<TranscriptEvent["kind"], string>> = {
  planted: "planted",
  said: "turn",
  called: "tool call",
  answered: "answer",
  failed: "failure",
  burst: "burst",
};

/** Such as “tool call 2”: counted as a person counts who reads the transcript. */
function labelOf(events: readonly TranscriptEvent[], at: number): string {
  const kind = events[at]?.kind ?? "said";
  const number = events.slice(0, at + 1).filter((each) => each.kind === kind).length;
  return `${nouns[kind]} ${number}`;
}

function toolOf(event: TranscriptEvent): string {
  return event.kind === "called" ? event.tool : "";
}

function clipped(text: string, characters: number): string {
  return (text.length <= characters ? text : `${text.slice(0, characters)}…`).toWellFormed();
}
