import { argumentsOf, event, pieces } from "./pieces.ts";

/** Words, and calls of tools; a string is sent as arguments that are no JSON. */
export interface ChatAnswer {
  readonly text?: string | undefined;
  readonly calls?: readonly (readonly [tool: string, input: unknown])[] | undefined;
}

export interface ChatForm {
  readonly id: number;
  readonly model: string;
  /** In tokens; null where none is reported. */
  readonly usage: { readonly input: number; readonly output: number } | null;
  /** The limit of output tokens ended it. */
  readonly cutShort?: boolean;
  /** Mistral sends a call whole; a call in pieces is what OpenAI does. */
  readonly wholeCalls?: boolean;
}

/** OpenAI's chat completions, streamed: platform.openai.com/docs/api-reference/chat-streaming. */
export function streamedChat(
  { text = "", calls = [] }: ChatAnswer,
  { id, model, usage, cutShort = false, wholeCalls = false }: ChatForm,
): readonly string[] {
  const chunk = (delta: object, finish_reason: string | null, more: object = {}) =>
    event({
      id: `chatcmpl-${id}`,
      object: "chat.completion.chunk",
      created: 1_790_000_000,
      model,
      choices: [{ index: 0, delta, finish_reason }],
      ...more,
    });
  const out = [chunk({ role: "assistant", content: "" }, null)];
  for (const content of pieces(text)) out.push(chunk({ content }, null));
  for (const [index, [name, input]] of calls.entries()) {
    const call = {
      index,
      id: idOf(id, index),
      type: "function",
      function: { name, arguments: "" },
    };
    const whole = { ...call, function: { name, arguments: argumentsOf(input) } };
    if (wholeCalls) {
      out.push(chunk({ tool_calls: [whole] }, null));
      continue;
    }
    out.push(chunk({ tool_calls: [call] }, null));
    for (const piece of pieces(argumentsOf(input))) {
      out.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }, null));
    }
  }
  const used = usage && {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
  };
  const reason = cutShort ? "length" : calls.length > 0 ? "tool_calls" : "stop";
  out.push(chunk({}, reason, used === null ? {} : { usage: used }), "data: [DONE]\n\n");
  return out;
}

/** Mistral takes nine letters and digits. */
function idOf(id: number, index: number): string {
  return `call${String(id).padStart(3, "0")}${String(index).padStart(2, "0")}`;
}
