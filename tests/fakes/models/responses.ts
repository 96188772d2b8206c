import type { Face } from "./face.ts";
import { argumentsOf, event, pieces, type Said, usage } from "./turn.ts";

/** OpenAI's Responses API, streamed. */
export const responses: Face = {
  path: /^\/v1\/responses$/,
  keyOf: (headers) => String(headers.authorization ?? "").replace(/^Bearer /, ""),
  error: (_status, code, message) => ({
    error: { message, type: "invalid_request_error", param: null, code: code ?? null },
  }),
  streamError: () =>
    typed("error", {
      code: "server_error",
      message: "overloaded",
      param: null,
      sequence_number: 2,
    }),
  whole: (text, id, model) => ({
    id: `resp_${id}`,
    object: "response",
    created_at: 1_790_000_000,
    model,
    status: "completed",
    output: [
      {
        id: `msg_${id}`,
        type: "message",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text, annotations: [] }],
      },
    ],
  }),
  stream(said, id, model) {
    const { text, calls = [], cutShort, noUsage } = said;
    const response = { id: `resp_${id}`, object: "response", created_at: 1_790_000_000, model };
    const out = [
      typed("response.created", { response: { ...response, status: "in_progress", output: [] } }),
    ];
    let output_index = 0;
    if (text !== undefined) {
      const item_id = `msg_${id}`;
      const item = {
        id: item_id,
        type: "message",
        role: "assistant",
        status: "in_progress",
        content: [],
      };
      out.push(typed("response.output_item.added", { output_index, item }));
      const part = { type: "output_text", text: "", annotations: [] };
      out.push(
        typed("response.content_part.added", { item_id, output_index, content_index: 0, part }),
      );
      for (const delta of pieces(text)) {
        out.push(
          typed("response.output_text.delta", { item_id, output_index, content_index: 0, delta }),
        );
      }
      const content = [{ ...part, text }];
      out.push(
        typed("response.output_item.done", {
          output_index,
          item: { ...item, status: "completed", content },
        }),
      );
      output_index++;
    }
    for (const [at, call] of calls.entries()) {
      out.push(...callEvents(call, `${id}_${at}`, output_index));
      output_index++;
    }
    const used = {
      input_tokens: usage.input,
      output_tokens: usage.output,
      total_tokens: usage.input + usage.output,
    };
    const done = {
      ...response,
      status: cutShort ? "incomplete" : "completed",
      incomplete_details: cutShort ? { reason: "max_output_tokens" } : null,
      output: [],
      usage: noUsage ? null : used,
    };
    out.push(typed(cutShort ? "response.incomplete" : "response.completed", { response: done }));
    return out;
  },
};

function callEvents(
  [name, input]: NonNullable<Said["calls"]>[number],
  id: string,
  output_index: number,
) {
  const item = {
    id: `fc_${id}`,
    type: "function_call",
    status: "in_progress",
    call_id: `call_${id}`,
    name,
    arguments: "",
  };
  const whole = argumentsOf(input);
  const deltas = pieces(whole).map((delta) =>
    typed("response.function_call_arguments.delta", { item_id: item.id, output_index, delta }),
  );
  return [
    typed("response.output_item.added", { output_index, item }),
    ...deltas,
    typed("response.function_call_arguments.done", {
      item_id: item.id,
      output_index,
      arguments: whole,
    }),
    typed("response.output_item.done", {
      output_index,
      item: { ...item, status: "completed", arguments: whole },
    }),
  ];
}

function typed(type: string, data: object): string {
  return event({ type, ...data }, type);
}
