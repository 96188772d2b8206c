import type { SessionRequest } from "../target.ts";
import type { ToolCall } from "../transcript.ts";
import type { World } from "../world/world.ts";
import { boundedText } from "./bounded.ts";
import { exchange } from "./exchange.ts";
import { TargetFault } from "./fault.ts";
import { valuesAt } from "./json-path.ts";
import type { TargetPorts } from "./ports.ts";
import { parseAnswer } from "./read-answer.ts";
import { resolveAll } from "./references.ts";
import type { SlotValues } from "./slots.ts";
import { readSpans, type SpansRead } from "./spans.ts";
import type { TargetSpec } from "./spec.ts";
import { addressOf, headersOf } from "./template-request.ts";
import type { Turn } from "./turn.ts";

const pollMs = 200;

/** What the agent’s spans tell of a turn; each span once for `seen`. Throws a TargetFault. */
export type Trace = (
  request: SessionRequest,
  values: SlotValues,
  inAnswer: unknown,
  seen: Set<string>,
  turn: Turn,
) => Promise<SpansRead>;

export function openTrace({ spans }: Pick<TargetSpec, "spans">, ports: TargetPorts): Trace {
  switch (spans?.from) {
    case undefined:
      return async () => ({ calls: [], usage: null });
    case "answer":
      return async (_request, _values, inAnswer, seen) => readSpans(inAnswer, seen);
    case "address": {
      const headers = resolveAll(spans.headers, ports);
      const options = { fetch: ports.fetch, limited: [], answers: () => false };
      return async (_request, values, _inAnswer, seen, turn) => {
        const url = addressOf(spans.url, values);
        const outgoing = { url, method: "GET", headers: headersOf(headers, values) };
        const response = await exchange(outgoing, turn, options);
        const document = parseAnswer(await boundedText(response.body, turn));
        return readSpans(valuesAt(spans.path, document), seen);
      };
    }
    case "receiver":
      return fromReceiver(spans.wait_seconds * 1000, ports);
  }
}

/**
 * Exporters send now and then, so their spans are waited for. Where none ever came, the exporter is not
 * connected, and saying “no tool was called” would be untrue.
 */
function fromReceiver(waitMs: number, { spans: inbox, clock }: TargetPorts): Trace {
  let everCame = false;
  return async (request, _values, _inAnswer, seen, turn) => {
    let documents: readonly unknown[] = [];
    for (let waited = 0; waited <= waitMs; waited += pollMs) {
      documents = inbox?.take(request.attempt) ?? [];
      if (documents.length > 0) break;
      turn.waitedMs += pollMs;
      await clock.sleep(pollMs, turn.signal);
      turn.signal.throwIfAborted();
    }
    everCame ||= documents.length > 0;
    if (everCame) return readSpans(documents, seen);
    const message =
      "No spans of the agent arrived. Set its OTLP exporter to {{traces_url}}, as JSON.";
    throw new TargetFault("unavailable", message);
  };
}

/** Calls of the suite’s own tools are in the world’s record already. */
export function spanCalls({ calls }: SpansRead, world: World | null): readonly ToolCall[] {
  const offered = new Set<string>(world?.offered().map(({ name }) => name));
  return calls.filter(({ tool }) => !offered.has(tool));
}
