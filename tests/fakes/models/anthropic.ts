import type { Face } from "./face.ts";
import { argumentsOf, event, pieces, usage } from "./turn.ts";

const named = (data: { readonly type: string; readonly [member: string]: unknown }) =>
  event(data, data.type);

/** Anthropic's Messages API, streamed: docs.anthropic.com/en/api/messages-streaming. */
export const anthropic: Face = {
  path: /^\/v1\/messages$/,
  keyOf: (headers) => String(headers["x-api-key"] ?? ""),
  error: (status, type, message) => ({
    type: "error",
    error: { type: typeOf(status, type), message },
  }),
  streamError: () =>
    named({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
  whole: (text, id, model) => ({
    id: `msg_${id}`,
    type: "message",
    role: "assistant",
    model,
    content: [{ type: "text", text }],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: { input_tokens: usage.input, output_tokens: usage.output },
  }),
  stream({ text, calls = [], cutShort, cached = { read: 0, write: 0 } }, id, model) {
    const head = {
      type: "message_start",
      message: {
        id: `msg_${id}`,
        type: "message",
        role: "assistant",
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: {
          input_tokens: usage.input - cached.read - cached.write,
          cache_read_input_tokens: cached.read,
          cache_creation_input_tokens: cached.write,
          output_tokens: 1,
        },
      },
    };
    const out = [named(head), named({ type: "ping" })];
    let index = 0;
    const block = (content_block: object, deltas: readonly object[]) => {
      out.push(named({ type: "content_block_start", index, content_block }));
      for (const delta of deltas) out.push(named({ type: "content_block_delta", index, delta }));
      out.push(named({ type: "content_block_stop", index }));
      index++;
    };
    if (text !== undefined) {
      const deltas = pieces(text).map((piece) => ({ type: "text_delta", text: piece }));
      block({ type: "text", text: "" }, deltas);
    }
    for (const [at, [name, input]] of calls.entries()) {
      const deltas = pieces(argumentsOf(input)).map((partial_json) => ({
        type: "input_json_delta",
        partial_json,
      }));
      block({ type: "tool_use", id: `toolu_${id}_${at}`, name, input: {} }, deltas);
    }
    const stop_reason = cutShort ? "max_tokens" : calls.length > 0 ? "tool_use" : "end_turn";
    const delta = { stop_reason, stop_sequence: null };
    // Usage is a part of the format here: it is never left out.
    const used = { usage: { output_tokens: usage.output } };
    out.push(named({ type: "message_delta", delta, ...used }), named({ type: "message_stop" }));
    return out;
  },
};

function typeOf(status: number, type: string | undefined): string {
  const types: Readonly<Record<number, string>> = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    529: "overloaded_error",
  };
  return type ?? types[status] ?? "api_error";
}
