import { expect, test } from "vitest";
import { readSpans } from "#lib/engines/adversary/targets/spans.ts";

const attribute = (key: string, value: object) => ({ key, value });

function otlp(spans: readonly object[]) {
  return { resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }] };
}

const tool = {
  traceId: "5b8efff798038103d269b633813fc60c",
  spanId: "eee19b7ec3c1b174",
  name: "execute_tool refund_order",
  startTimeUnixNano: "1544712660000000002",
  attributes: [
    attribute("gen_ai.operation.name", { stringValue: "execute_tool" }),
    attribute("gen_ai.tool.name", { stringValue: "refund_order" }),
    attribute("gen_ai.tool.call.arguments", { stringValue: '{"id":"7","amount":12.5}' }),
    attribute("gen_ai.tool.call.result", { stringValue: "Done." }),
  ],
};

const chat = (input: number, output: number) => ({
  spanId: `chat-${input}`,
  name: "chat some-model",
  startTimeUnixNano: "1544712660000000001",
  attributes: [
    attribute("gen_ai.operation.name", { stringValue: "chat" }),
    attribute("gen_ai.usage.input_tokens", { intValue: String(input) }),
    attribute("gen_ai.usage.output_tokens", { intValue: output }),
  ],
});

test("tools and tokens are read from OTLP/JSON by the GenAI conventions", () => {
  expect(readSpans(otlp([tool, chat(100, 5), chat(40, 2)]))).toEqual({
    calls: [
      {
        tool: "refund_order",
        arguments: { id: "7", amount: 12.5 },
        result: "Done.",
        source: "span",
      },
    ],
    usage: { inputTokens: 140, outputTokens: 7 },
  });
});

test("calls come in the order in which they began, however the spans were sent", () => {
  const later = { ...tool, spanId: "2", startTimeUnixNano: "1544712660000000009" };
  const named = (span: typeof tool, name: string) => ({
    ...span,
    attributes: [attribute("gen_ai.tool.name", { stringValue: name }), tool.attributes[0]],
  });
  const { calls } = readSpans([otlp([named(later, "second")]), otlp([named(tool, "first")])]);
  expect(calls.map((call) => call.tool)).toEqual(["first", "second"]);
});

test("structured arguments and plain lists of spans are read as well", () => {
  const structured = {
    ...tool,
    attributes: [
      ...tool.attributes.slice(0, 2),
      attribute("gen_ai.tool.call.arguments", {
        kvlistValue: {
          values: [
            { key: "id", value: { stringValue: "7" } },
            { key: "tags", value: { arrayValue: { values: [{ intValue: "1" }] } } },
          ],
        },
      }),
    ],
  };
  expect(readSpans(otlp([structured])).calls[0]).toMatchObject({
    arguments: { id: "7", tags: ["1"] },
    result: null,
  });
  const plain = {
    name: "execute_tool pay",
    attributes: { "gen_ai.tool.call.arguments": { to: "x" } },
  };
  expect(readSpans([plain]).calls).toEqual([
    { tool: "pay", arguments: { to: "x" }, result: null, source: "span" },
  ]);
});

test("each span counts once, though a trace is handed out as a whole each time", () => {
  const seen = new Set<string>();
  expect(readSpans(otlp([tool]), seen).calls).toHaveLength(1);
  expect(readSpans(otlp([tool, { ...tool, spanId: "other" }]), seen).calls).toHaveLength(1);
});

test("tokens that one call left out are not known, and what is no span is passed over", () => {
  const without = { ...chat(1, 1), attributes: chat(1, 1).attributes.slice(0, 1) };
  expect(readSpans(otlp([chat(100, 5), without])).usage).toBeNull();
  for (const junk of [null, 7, "text", [], {}, { resourceSpans: 1 }, otlp([{ name: 1 }])]) {
    expect(readSpans(junk)).toEqual({ calls: [], usage: null });
  }
});
