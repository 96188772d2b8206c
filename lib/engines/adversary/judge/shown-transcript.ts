import { blankSecrets } from "#lib/base/index.ts";
import { cutText } from "../attempt/cut-text.ts";
import type { Transcript, TranscriptEvent } from "../transcript.ts";

/** Characters of all that is shown; and of one text at least and at most. */
export const maxShown = 12_000;
const least = 200;
const most = 4_000;

/**
 * A conversation as text. Long texts lose their middle and say so, and so does the whole: its beginning is
 * what was asked, its end what came of it. Values of `secrets` are blanked before anything is cut, so that no half of one is left.
 */
export function shownTranscript(
  { events }: Transcript,
  secrets: Readonly<Record<string, string>>,
): string {
  const each = Math.max(least, Math.min(most, Math.floor(maxShown / Math.max(1, events.length))));
  const short = (text: string) => cut(blankSecrets(text, secrets), each);
  const whole = events.map((event) => shownEvent(event, short)).join("\n\n");
  return cut(whole, maxShown);
}

/** Room for the sentence that says how much is left out. */
const room = 60;

function cut(text: string, limit: number): string {
  return text.length <= limit ? text.toWellFormed() : cutText(text, limit - room, []).text;
}

function shownEvent(event: TranscriptEvent, short: (text: string) => string): string {
  switch (event.kind) {
    case "planted":
      return `Beforehand, ${event.place} ${short(event.name)}:\n${short(event.text)}`;
    case "said":
      return `The ${event.as} person, conversation ${event.session}:\n${short(event.text)}`;
    case "called":
      return `The agent called ${short(event.tool)} ${short(JSON.stringify(event.arguments))}\n${
        event.result === null ? "What came back is not known." : `Back came: ${short(event.result)}`
      }`;
    case "answered":
      return `The agent answered:\n${short(event.text)}`;
    case "failed":
      return `No answer: ${short(event.message)}`;
    case "burst":
      return `${event.requests} requests at once: ${event.answered} answered, ${event.limited} limited.`;
  }
}
