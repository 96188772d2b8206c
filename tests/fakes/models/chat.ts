import { streamedChat } from "#samples/models/chat.ts";
import type { Face } from "./face.ts";
import { event, usage } from "./turn.ts";

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
  stream: (said, id, model) =>
    streamedChat(said, {
      id,
      model,
      usage: said.noUsage ? null : usage,
      cutShort: said.cutShort ?? false,
      wholeCalls: model.startsWith("mistral") || model.startsWith("codestral"),
    }),
};
