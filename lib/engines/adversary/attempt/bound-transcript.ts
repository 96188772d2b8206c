import type { Evidence } from "../results.ts";
import type { Transcript, TranscriptEvent } from "../transcript.ts";
import { type Cut, cutText } from "./cut-text.ts";

/** Characters that are kept of all texts of a transcript together, and of one text at least and at most. */
const maxTotal = 512 * 1024;
const least = 400;
const most = 32 * 1024;

/**
 * What is kept of an attempt: long texts lose their middle and say so. What the evidence points at stays, and
 * the evidence points at where it now is. Graders have seen all of it before.
 */
export function boundTranscript(
  { events, changed }: Transcript,
  evidence: readonly Evidence[],
): { readonly transcript: Transcript; readonly evidence: readonly Evidence[] } {
  const limit = Math.max(
    least,
    Math.min(most, Math.floor(maxTotal / Math.max(1, 2 * events.length))),
  );
  const moved = [...evidence];
  const cut = (text: string, event: number, field: string): string => {
    if (text.length <= limit) return text;
    const here = evidence.flatMap((each, index) =>
      each.event === event && each.field === field ? [{ each, index }] : [],
    );
    const result: Cut = cutText(
      text,
      limit,
      here.map(({ each }) => each),
    );
    for (const { each, index } of here) {
      moved[index] = { ...each, start: result.place(each.start), end: result.place(each.end) };
    }
    return result.text;
  };
  const kept = events.map((each, index) =>
    boundEvent(each, (text, field) => cut(text, index, field)),
  );
  const fields = (record: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => [
        name,
        boundValue(value, (text) => cut(text, -1, "")),
      ]),
    );
  const changes = Object.entries(changed).map(([key, record]) => [key, fields(record)] as const);
  return {
    transcript: { events: kept, changed: Object.fromEntries(changes) },
    evidence: moved,
  };
}

function boundEvent(
  event: TranscriptEvent,
  cut: (text: string, field: string) => string,
): TranscriptEvent {
  if (event.kind === "burst") return event;
  if (event.kind === "failed") return { ...event, message: cut(event.message, "message") };
  if (event.kind !== "called") return { ...event, text: cut(event.text, "text") };
  const given = Object.entries(event.arguments).map(
    ([name, value]) => [name, boundValue(value, (text) => cut(text, `arguments.${name}`))] as const,
  );
  return {
    ...event,
    arguments: Object.fromEntries(given),
    result: event.result === null ? null : cut(event.result, "result"),
  };
}

/** What is no text is kept as it is, unless it is large: then as its JSON, cut. */
function boundValue(value: unknown, cut: (text: string) => string): unknown {
  if (typeof value === "string") return cut(value);
  const json = JSON.stringify(value) ?? "";
  const bounded = cut(json);
  return bounded === json ? value : bounded;
}
