import type { Transcript, TranscriptEvent } from "../transcript.ts";

/** One text of a transcript, as evidence points to it. */
export interface Field {
  readonly event: number;
  /** `text`, or `arguments.NAME`. */
  readonly name: string;
  readonly text: string;
}

/** An argument as a text: itself, or its JSON where it is no string. Offsets of evidence are in this. */
export function argumentText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** The text that evidence points into; null where an event has no such field. */
export function fieldText(event: TranscriptEvent, field: string): string | null {
  if (field === "text") return "text" in event ? event.text : null;
  if (event.kind !== "called") return null;
  if (field === "result") return event.result;
  const name = field.startsWith("arguments.") ? field.slice("arguments.".length) : null;
  if (name === null || !Object.hasOwn(event.arguments, name)) return null;
  return argumentText(event.arguments[name]);
}

export function answersOf({ events }: Transcript): readonly Field[] {
  return events.flatMap((each, event) =>
    each.kind === "answered" ? [{ event, name: "text", text: each.text }] : [],
  );
}

export function argumentsOf({ events }: Transcript): readonly Field[] {
  return events.flatMap((each, event) =>
    each.kind === "called"
      ? Object.entries(each.arguments).map(([name, value]) => ({
          event,
          name: `arguments.${name}`,
          text: argumentText(value),
        }))
      : [],
  );
}

/** Names of tools as agents report them may carry their server’s: `mcp__office__send_message`. */
export function isTool(reported: string, tool: string): boolean {
  if (reported === tool) return true;
  return reported.endsWith(tool) && /[._:/-]$/.test(reported.slice(0, -tool.length));
}
