import { createParser, type EventSourceMessage } from "eventsource-parser";
import { bounded } from "./bounded.ts";
import { TargetFault } from "./fault.ts";
import { parseAnswer, type Read, type Reading, readPiece } from "./read-answer.ts";
import type { SpecOf } from "./spec.ts";
import type { Turn } from "./turn.ts";

type StreamSpec = NonNullable<SpecOf<"http">["stream"]>;

/**
 * The answer that server-sent events make together: pieces of text and calls are joined, of anything else
 * the last word counts. Throws a TargetFault where the end marker never comes.
 */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  turn: Turn,
  spec: StreamSpec,
  reading: Reading,
): Promise<Read> {
  const waiting: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => waiting.push(event) });
  const decoder = new TextDecoder();
  const gathered = new Gathered(reading.answer !== undefined);
  const isOver = (text: string) => {
    parser.feed(text);
    for (const event of waiting.splice(0)) {
      if (isEnd(event, spec)) return true;
      gathered.add(pieceOf(event.data, spec, reading));
    }
    return false;
  };
  for await (const piece of bounded(body, turn)) {
    if (isOver(decoder.decode(piece, { stream: true }))) return gathered.read();
  }
  // Many end their last event with the stream, and without its blank line.
  if (isOver(`${decoder.decode()}\n\n`)) return gathered.read();
  if (spec.end !== undefined) {
    throw new TargetFault("malformed", `The stream ended before its end marker ${spec.end}.`);
  }
  return gathered.read();
}

function isEnd({ event, data }: EventSourceMessage, { end }: StreamSpec): boolean {
  return end !== undefined && (event === end || data.trim() === end);
}

interface Piece {
  readonly delta: string;
  readonly read: Read | null;
}

function pieceOf(data: string, { delta }: StreamSpec, reading: Reading): Piece {
  if (delta === undefined) return { delta: data, read: null };
  const document = parseAnswer(data);
  const read = readPiece(document, { ...reading, answer: delta });
  // The answer as a whole, which some targets send in their last event.
  const whole = reading.answer === undefined ? null : readPiece(document, reading).text;
  return { delta: read.text ?? "", read: { ...read, text: whole } };
}

class Gathered {
  readonly #expectsWhole: boolean;
  #deltas = "";
  #whole: string | null = null;
  #last: Omit<Read, "text"> = { calls: [], usage: null, finish: null, session: null, spans: [] };

  constructor(expectsWhole: boolean) {
    this.#expectsWhole = expectsWhole;
  }

  add({ delta, read }: Piece): void {
    this.#deltas += delta;
    if (read === null) return;
    if (read.text !== null) this.#whole = read.text;
    const last = this.#last;
    this.#last = {
      calls: [...last.calls, ...read.calls],
      usage: read.usage ?? last.usage,
      finish: read.finish ?? last.finish,
      session: read.session ?? last.session,
      spans: [last.spans, read.spans].flat(),
    };
  }

  read(): Read {
    const text = (this.#expectsWhole ? this.#whole : null) ?? this.#deltas;
    return { ...this.#last, text };
  }
}
