import type { Face } from "./face.ts";
import { argumentsOf, event, pieces, usage } from "./turn.ts";

/** Google's generateContent, streamed as server-sent events. */
export const google: Face = {
  path: /^\/v1beta\/models\/[\w.-]+:streamGenerateContent\?alt=sse$/,
  keyOf: (headers) => String(headers["x-goog-api-key"] ?? ""),
  error: (status, reason, message) => ({
    error: { code: status, message, status: reason ?? "INVALID_ARGUMENT" },
  }),
  streamError: () =>
    event({ error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } }),
  whole: (text, _id, modelVersion) => ({
    candidates: [{ content: { parts: [{ text }], role: "model" }, index: 0, finishReason: "STOP" }],
    modelVersion,
  }),
  stream({ text, calls = [], cutShort, noUsage }, _id, model) {
    const chunk = (parts: readonly object[], more: object = {}, finishReason?: string) =>
      event({
        candidates: [
          { content: { parts, role: "model" }, index: 0, ...(finishReason && { finishReason }) },
        ],
        modelVersion: model,
        ...more,
      });
    const out = pieces(text ?? "").map((piece) => chunk([{ text: piece }]));
    for (const [name, input] of calls) {
      // Google sends arguments as an object, so that they cannot be anything else.
      const args: unknown = typeof input === "string" ? {} : JSON.parse(argumentsOf(input));
      out.push(chunk([{ functionCall: { name, args }, thoughtSignature: "c2lnbmF0dXJl" }]));
    }
    const usageMetadata = {
      promptTokenCount: usage.input,
      candidatesTokenCount: usage.output,
      totalTokenCount: usage.input + usage.output,
    };
    const end = cutShort ? "MAX_TOKENS" : "STOP";
    out.push(chunk([{ text: "" }], noUsage ? {} : { usageMetadata }, end));
    return out;
  },
};
