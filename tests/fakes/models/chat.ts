import type { Face } from "./face.ts";
import { argumentsOf, event, pieces, usage } from "./turn.ts";

/** OpenAI's chat completions, streamed, as Mistral and the many compatible servers speak them. */
export const chat: Face = {
  path: /^\/v1\/chat\/completions$/,
  keyOf: (headers) => String(headers.authorization ?? "").replace(/^Bearer /, ""),
  error: (_status, code, message) => ({
    error: { message, type: "invalid_request_error", param: null, code: code ?? null },
  }),
  streamError: () => event({ error: { message: "overloaded", type: "server_error", code: null } }),
  whole: (content, id, model) => ({
    id: `chatcmpl-${id}`,
    object: "chat.completion",
    created: 1_790_000_000,
    model,
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
  }),
  stream({ text, calls = [], cutShort, noUsage }, id, model) {
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
    for (const content of pieces(text ?? "")) out.push(chunk({ content }, null));
    for (const [index, [name, input]] of calls.entries()) {
      const call = {
        index,
        id: idOf(id, index),
        type: "function",
        function: { name, arguments: "" },
      };
      // Mistral sends a call whole; a call in pieces is what OpenAI does.
      const whole = { ...call, function: { name, arguments: argumentsOf(input) } };
      if (model.startsWith("mistral") || model.startsWith("codestral")) {
        out.push(chunk({ tool_calls: [whole] }, null));
        continue;
      }
      out.push(chunk({ tool_calls: [call] }, null));
      for (const piece of pieces(argumentsOf(input))) {
        out.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }, null));
      }
    }
    const used = {
      prompt_tokens: usage.input,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.output,
    };
    const reason = cutShort ? "length" : calls.length > 0 ? "tool_calls" : "stop";
    out.push(chunk({}, reason, noUsage ? {} : { usage: used }), "data: [DONE]\n\n");
    return out;
  },
};

/** Mistral takes nine letters and digits. */
function idOf(id: number, index: number): string {
  return `call${String(id).padStart(3, "0")}${String(index).padStart(2, "0")}`;
}
