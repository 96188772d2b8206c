import { setTimeout as sleep } from "node:timers/promises";
import { utf8 } from "#lib/base/index.ts";

const pollMs = 400;
const keepAliveMs = 15_000;
const askAgainMs = 2_000;

/** What a watcher sees at one moment; null once there is nothing more to wait for. */
export type Look = () => Promise<string | null>;

export interface Watching {
  readonly signal: AbortSignal;
  /** Asked every two seconds: who may no longer watch is sent the end, and nothing after it. */
  mayWatch(): Promise<boolean>;
}

/**
 * Server-sent events: a `message` whenever what `look` sees has changed, comments that keep the
 * connection, and `end`. Who missed some reads the page anew and has missed nothing.
 */
export function eventStream(look: Look, watching: Watching): Response {
  return new Response(streamOf(events(look, watching)), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    },
  });
}

async function* events(look: Look, { signal, mayWatch }: Watching): AsyncGenerator<string, void> {
  let last = "";
  let quietMs = 0;
  let unaskedMs = 0;
  while (!signal.aborted) {
    const isOver = unaskedMs >= askAgainMs && !(await mayWatch());
    if (unaskedMs >= askAgainMs) unaskedMs = 0;
    const now = isOver ? null : await look();
    if (now === null) return yield "event: end\ndata: {}\n\n";
    if (now !== last) {
      yield "data: changed\n\n";
      last = now;
      quietMs = 0;
    } else if (quietMs >= keepAliveMs) {
      yield ": still here\n\n";
      quietMs = 0;
    }
    await sleep(pollMs);
    quietMs += pollMs;
    unaskedMs += pollMs;
  }
}

function streamOf(texts: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await texts.next();
      if (done) controller.close();
      else controller.enqueue(utf8(value));
    },
    async cancel() {
      await texts.return();
    },
  });
}
