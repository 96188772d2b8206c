import type { LanguageModel } from "ai";
import { boundedStream } from "./bounded.ts";
import { exchange } from "./exchange.ts";
import { faultOf, TargetFault } from "./fault.ts";
import type { TargetPorts } from "./ports.ts";
import { resolve, resolveAll } from "./references.ts";
import type { ModelSpec } from "./spec.ts";
import type { Turn } from "./turn.ts";

/** The clients want a key; where the target file has none, what they make of this is taken out again. */
const noKey = "no-key-in-the-target-file";
/** Anthropic’s “overloaded”. */
const limited = [529];

/** A model for one turn, and the fault that its requests ended with; libraries wrap what they are thrown. */
export interface ModelOfTurn {
  readonly model: LanguageModel;
  fault(): TargetFault | null;
}

/**
 * The provider’s own client over the fetch port, bound to a turn. Its key comes from the target file and
 * never from the environment, which these clients would look into by themselves.
 */
export function openModelOf(spec: ModelSpec, ports: TargetPorts) {
  const key = spec.key === undefined ? null : resolve(spec.key, ports);
  const first = resolveAll(spec.headers, ports);
  const second = { ...first, ...resolveAll(spec.second?.headers ?? {}, ports) };
  return async (as: "first" | "second", turn: Turn): Promise<ModelOfTurn> => {
    let kept: TargetFault | null = null;
    const keep = (error: unknown) => {
      kept = faultOf(error);
      return kept;
    };
    const fetch: typeof globalThis.fetch = async (input, init) => {
      try {
        return await send(new Request(input, init), turn, ports, keep);
      } catch (error) {
        throw keep(error);
      }
    };
    const settings = {
      baseURL: baseOf(spec.url),
      apiKey: key ?? noKey,
      headers: { ...(as === "second" ? second : first) },
      fetch,
    };
    return { model: await clientOf(spec, settings), fault: () => kept };
  };
}

async function send(
  request: Request,
  turn: Turn,
  ports: TargetPorts,
  keep: (error: unknown) => TargetFault,
): Promise<Response> {
  const headers = new Headers(request.headers);
  for (const name of ["authorization", "x-api-key"]) {
    if (headers.get(name)?.endsWith(noKey)) headers.delete(name);
  }
  const outgoing = {
    url: request.url,
    method: request.method,
    headers,
    body: await request.text(),
  };
  const options = { fetch: ports.fetch, limited, answers: () => false };
  const response = await exchange(outgoing, turn, options);
  if (response.headers.get("content-type")?.includes("text/html")) {
    await response.body?.cancel();
    throw new TargetFault("malformed", "The target answered in HTML where JSON was expected.");
  }
  const { status, body } = response;
  const bounded = body === null ? null : boundedStream(body, turn, keep);
  return new Response(bounded, { status, headers: response.headers });
}

interface ClientSettings {
  readonly baseURL: string;
  readonly apiKey: string;
  readonly headers: Record<string, string>;
  readonly fetch: typeof fetch;
}

/** Each client is loaded where it is used, and no other. */
async function clientOf(spec: ModelSpec, settings: ClientSettings): Promise<LanguageModel> {
  if (spec.kind === "anthropic") {
    const { createAnthropic } = await import("@ai-sdk/anthropic");
    return createAnthropic(settings)(spec.model);
  }
  const { createOpenAI } = await import("@ai-sdk/openai");
  const openai = createOpenAI(settings);
  return spec.kind === "openai-chat" ? openai.chat(spec.model) : openai.responses(spec.model);
}

/** Many write down the whole address of a request. */
function baseOf(url: string): string {
  return url.replace(/\/(?:chat\/completions|responses|messages)?\/?$/, "");
}
