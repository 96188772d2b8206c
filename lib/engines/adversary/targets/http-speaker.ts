import type { SessionRequest } from "../target.ts";
import { boundedText } from "./bounded.ts";
import { type ExchangeOptions, exchange } from "./exchange.ts";
import { TargetFault } from "./fault.ts";
import { textAt } from "./json-path.ts";
import type { TargetPorts } from "./ports.ts";
import { looksLikeHtml, parseAnswer, type Read, readAnswer } from "./read-answer.ts";
import { resolveAll } from "./references.ts";
import { openTrace, spanCalls } from "./span-source.ts";
import type { Speaker } from "./speaker.ts";
import type { SpecOf } from "./spec.ts";
import { readEvents } from "./sse.ts";
import { requestOf } from "./template-request.ts";
import { TemplateSession } from "./template-session.ts";
import type { Turn } from "./turn.ts";

/** A target that is an HTTP endpoint of any shape. Throws `invalid_input` where a reference is missing. */
export function httpTarget(spec: SpecOf<"http">, ports: TargetPorts) {
  const first = resolveAll(spec.headers, ports);
  const second = { ...first, ...resolveAll(spec.second?.headers ?? {}, ports) };
  const options: ExchangeOptions = {
    fetch: ports.fetch,
    limited: spec.limited_statuses,
    answers: (status) => spec.answer_statuses.includes(status),
  };
  const documents = documentsOf(spec, ports, options);
  const trace = openTrace(spec, ports);
  return (request: SessionRequest): Speaker => {
    const headers = request.as === "second" ? second : first;
    const session = new TemplateSession(request, spec, ports);
    const planted: PlantedDocument[] = [];
    const seen = new Set<string>();
    return {
      async prepare(turn) {
        for (const document of request.plant) {
          planted.push({ name: document.name, id: null });
          const id = await documents.plant(request.attempt, document, turn);
          planted[planted.length - 1] = { name: document.name, id };
        }
      },
      async speak(said, turn) {
        const values = session.values(said);
        const response = await exchange(requestOf(spec, headers, values), turn, options);
        const read = await readResponse(response, spec, turn);
        session.note(said, read);
        const spans = await trace(request, session.values(), read.spans, seen, turn);
        return {
          text: read.text ?? "",
          calls: [...read.calls, ...spanCalls(spans, request.world)],
          finish: read.finish,
          usage: read.usage ?? spans.usage,
        };
      },
      async close(turn) {
        // One that cannot be taken away must not keep the others there.
        await Promise.allSettled(
          planted.map((document) => documents.unplant(request.attempt, document, turn)),
        );
      },
    };
  };
}

async function readResponse(response: Response, spec: SpecOf<"http">, turn: Turn): Promise<Read> {
  const type = response.headers.get("content-type") ?? "";
  if (spec.stream !== undefined && response.body !== null && !/html|json/.test(type)) {
    return await readEvents(response.body, turn, spec.stream, spec);
  }
  const text = await boundedText(response.body, turn);
  if (spec.answer !== undefined) return readAnswer(parseAnswer(text, type), spec);
  if (spec.stream !== undefined || (looksLikeHtml(text, type) && !rendersHtml(spec))) {
    throw new TargetFault(
      "malformed",
      `The target answered in ${type || "HTML"}, which was not expected.`,
    );
  }
  return { text, calls: [], usage: null, finish: null, session: null, spans: [] };
}

function rendersHtml({ renders, capabilities }: SpecOf<"http">): boolean {
  return renders.includes("html") || capabilities.includes("renders-html");
}

interface PlantedDocument {
  readonly name: string;
  readonly id: string | null;
}

function documentsOf(
  { plant, unplant }: SpecOf<"http">,
  ports: TargetPorts,
  options: ExchangeOptions,
) {
  const headers = {
    plant: resolveAll(plant?.headers ?? {}, ports),
    unplant: resolveAll(unplant?.headers ?? {}, ports),
  };
  return {
    async plant(
      attempt: string,
      document: { readonly name: string; readonly text: string },
      turn: Turn,
    ): Promise<string | null> {
      if (plant === undefined) return null;
      const values = { attempt, document_name: document.name, document_text: document.text };
      const response = await exchange(requestOf(plant, headers.plant, values), turn, options);
      const text = await boundedText(response.body, turn);
      if (plant.id === undefined) return null;
      const id = textAt(plant.id, parseAnswer(text));
      if (id !== null) return id;
      throw new TargetFault("malformed", `The answer to plant holds no id at ${plant.id}.`);
    },
    async unplant(attempt: string, { name, id }: PlantedDocument, turn: Turn): Promise<void> {
      if (unplant === undefined) return;
      const values = { attempt, document_name: name, document_id: id };
      const response = await exchange(requestOf(unplant, headers.unplant, values), turn, options);
      await response.body?.cancel();
    },
  };
}
