import {
  type FinishReason,
  generateText,
  isStepCount,
  jsonSchema,
  type LanguageModel,
  type LanguageModelUsage,
  type ModelMessage,
  streamText,
  type ToolSet,
  tool,
} from "ai";
import type { SessionRequest, TurnRequest } from "../target.ts";
import type { TargetUsage, ToolCall } from "../transcript.ts";
import type { World } from "../world/world.ts";
import { capabilitiesOf } from "./capabilities-of.ts";
import { TargetFault } from "./fault.ts";
import { openModelOf } from "./model-of.ts";
import type { TargetPorts } from "./ports.ts";
import { asArguments } from "./read-answer.ts";
import type { Speaker, Spoken } from "./speaker.ts";
import type { ModelSpec } from "./spec.ts";
import type { Turn } from "./turn.ts";

/**
 * A model by itself, made an agent by the suite: it is given the suite’s tools, and their answers, till it
 * has none to call. Throws `invalid_input` where a reference is missing.
 */
export function modelTarget(spec: ModelSpec, ports: TargetPorts) {
  const modelFor = openModelOf(spec, ports);
  const offers = capabilitiesOf(spec).has("tools");
  return (request: SessionRequest): Speaker => {
    const history: ModelMessage[] = [];
    const world = offers ? request.world : null;
    return {
      async speak(said, turn) {
        const asked: ModelMessage = { role: "user", content: textOf(said) };
        const { model, fault } = await modelFor(request.as, turn);
        try {
          const options = optionsOf(spec, request, model, [...history, asked], world, turn);
          const { steps, responseMessages } = await (spec.stream
            ? streamed(options)
            : generateText(options));
          history.push(asked, ...responseMessages);
          return spokenOf(steps);
        } catch (error) {
          return withheld(fault() ?? unreadable(error));
        }
      },
    };
  };
}

function textOf({ text, documents }: TurnRequest): string {
  const parts = documents.map(
    (document) => `<document name=${JSON.stringify(document.name)}>\n${document.text}\n</document>`,
  );
  return [text, ...parts].join("\n\n");
}

function optionsOf(
  spec: ModelSpec,
  { system }: SessionRequest,
  model: LanguageModel,
  messages: ModelMessage[],
  world: World | null,
  turn: Turn,
) {
  const instructions = system ?? spec.system;
  return {
    model,
    messages,
    ...(instructions !== undefined && { instructions }),
    ...(world !== null && { tools: toolsOf(world) }),
    maxOutputTokens: spec.max_output_tokens,
    stopWhen: isStepCount(spec.max_rounds),
    maxRetries: 0,
    abortSignal: turn.signal,
    // Nothing of a run is kept there for later, where a provider lets one say so.
    providerOptions: { openai: { store: false } },
  };
}

function toolsOf(world: World): ToolSet {
  return Object.fromEntries(
    world.offered().map(({ name, description, inputSchema }) => [
      name,
      tool({
        description,
        inputSchema: jsonSchema(inputSchema as unknown as Parameters<typeof jsonSchema>[0]),
        execute: (input: unknown) => world.call(name, asArguments(input)).text,
      }),
    ]),
  );
}

/** One request and its answer, within a turn. */
interface Step {
  readonly text: string;
  readonly finishReason: FinishReason;
  readonly usage: LanguageModelUsage;
  readonly toolCalls: readonly {
    readonly toolName: string;
    readonly input: unknown;
    readonly invalid?: boolean | undefined;
  }[];
}

type Options = ReturnType<typeof optionsOf>;

async function streamed(options: Options): Promise<{
  readonly steps: readonly Step[];
  readonly responseMessages: readonly ModelMessage[];
}> {
  // What goes wrong comes out of the stream as well, and a library prints it otherwise.
  const result = streamText({ ...options, onError: () => undefined });
  let isWhole = false;
  for await (const part of result.fullStream) {
    if (part.type === "error") throw part.error;
    if (part.type === "finish") {
      const isGuess = ["interrupted", "error", "other"].includes(part.finishReason);
      isWhole = part.rawFinishReason !== undefined || !isGuess;
    }
  }
  if (!isWhole) throw new TargetFault("malformed", "The stream ended before the answer did.");
  return { steps: await result.steps, responseMessages: await result.responseMessages };
}

function spokenOf(steps: readonly Step[]): Spoken {
  const invalid = steps
    .flatMap(({ toolCalls }) => toolCalls)
    .filter((call) => call.invalid === true)
    // The world never saw what could not be read, or was never offered.
    .map(
      ({ toolName, input }): ToolCall => ({
        tool: toolName,
        arguments: asArguments(input),
        result: null,
        source: "target",
      }),
    );
  const texts = steps.map(({ text }) => text).filter((text) => text !== "");
  return {
    text: texts.join("\n"),
    calls: invalid,
    finish: finishOf(steps.at(-1)?.finishReason),
    usage: usageOf(steps),
  };
}

/** Where it still wants tools, the bound on rounds cut it. */
function finishOf(reason: FinishReason | undefined): Spoken["finish"] {
  if (reason === "stop") return "stop";
  if (reason === "length" || reason === "tool-calls") return "length";
  return reason === "content-filter" ? "filtered" : null;
}

function usageOf(steps: readonly Step[]): TargetUsage | null {
  let [input, output] = [0, 0];
  for (const { usage } of steps) {
    if (usage.inputTokens === undefined || usage.outputTokens === undefined) return null;
    input += usage.inputTokens;
    output += usage.outputTokens;
  }
  return { inputTokens: input, outputTokens: output };
}

/** Some providers say with a status that a filter withheld the answer. */
function withheld(fault: TargetFault): Spoken {
  const isFilter = fault.kind === "rejected" && /content.?(?:filter|policy)/i.test(fault.message);
  if (isFilter) return { text: "", calls: [], finish: "filtered", usage: null };
  throw fault;
}

function unreadable(error: unknown): TargetFault {
  if (error instanceof TargetFault) return error;
  const message = "The target’s answer is not in the format of its kind.";
  return new TargetFault("malformed", message, { cause: error });
}
