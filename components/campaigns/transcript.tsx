import type { Evidence, Transcript, TranscriptEvent } from "#lib/services/campaigns/index.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { MarkedText } from "./marked-text.tsx";

/** Every event of one attempt in order, with the places that evidence points at marked. */
export function TranscriptView({
  transcript,
  evidence,
  isCut,
}: {
  transcript: Transcript;
  evidence: readonly Evidence[];
  isCut: boolean;
}) {
  return (
    <Panel aria-labelledby="h-transcript">
      <PanelHeader id="h-transcript" title="Transcript">
        {isCut ? "Long texts are cut in the middle" : undefined}
      </PanelHeader>
      <ol className="evidence divide-y divide-line">
        {transcript.events.map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a transcript never changes
          <li key={index} id={`event-${index}`} className="grid gap-1 px-4 py-3 max-narrow:px-3">
            <EventView event={event} evidence={evidence.filter((each) => each.event === index)} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

const places = {
  system: "Planted in the system prompt",
  document: "Planted document",
  world: "Planted in the suite’s world",
  memory: "Planted memory",
} as const;

function EventView({ event, evidence }: { event: TranscriptEvent; evidence: readonly Evidence[] }) {
  const marked = (field: string) => evidence.filter((each) => each.field === field);
  switch (event.kind) {
    case "planted":
      return (
        <details open={evidence.length > 0}>
          <summary className="cursor-pointer text-fg-subtle text-xs">
            {places[event.place]}: {event.name}
          </summary>
          <Words text={event.text} spans={marked("text")} />
        </details>
      );
    case "said":
      return (
        <>
          <Label>{event.as === "second" ? "Asked, as a second person" : "Asked"}</Label>
          <Words text={event.text} spans={marked("text")} />
        </>
      );
    case "called":
      return (
        <>
          <Label>
            Called a tool
            {event.source === "world"
              ? ""
              : event.source === "span"
                ? ", by its trace"
                : ", by its own word"}
          </Label>
          <p className="font-mono text-xs/5 [overflow-wrap:anywhere]">
            <b className="font-semibold">{event.tool}</b>
          </p>
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 font-mono text-xs/5">
            {Object.entries(event.arguments).map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-fg-subtle">{name}</dt>
                <dd className="whitespace-pre-wrap [overflow-wrap:anywhere]">
                  <MarkedText text={textOf(value)} spans={marked(`arguments.${name}`)} />
                </dd>
              </div>
            ))}
          </dl>
          {event.result !== null && (
            <details open={marked("result").length > 0}>
              <summary className="cursor-pointer text-fg-subtle text-xs">What it returned</summary>
              <Words text={event.result} spans={marked("result")} />
            </details>
          )}
        </>
      );
    case "answered":
      return (
        <>
          <Label>
            Answered in {event.wallClockMs.toLocaleString("en")} ms
            {event.usage && `, ${event.usage.outputTokens.toLocaleString("en")} tokens`}
            {event.finish === "length" && ", cut by a limit"}
            {event.finish === "filtered" && ", withheld by a filter"}
          </Label>
          <Words text={event.text} spans={marked("text")} />
        </>
      );
    case "failed":
      return (
        <>
          <Label>No answer{event.status === null ? "" : `, status ${event.status}`}</Label>
          <Words text={event.message} spans={[]} />
        </>
      );
    case "burst":
      return (
        <Label>
          {event.requests} requests at once: {event.answered} answered, {event.limited} limited
        </Label>
      );
  }
}

function Label({ children }: { children: React.ReactNode }) {
  return <p className="text-fg-subtle text-xs">{children}</p>;
}

function Words({ text, spans }: { text: string; spans: readonly Evidence[] }) {
  return (
    <p className="whitespace-pre-wrap text-sm [overflow-wrap:anywhere]">
      <MarkedText text={text} spans={spans} />
    </p>
  );
}

/** As graders read an argument: a text as it is, anything else as JSON. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
