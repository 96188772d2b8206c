import type { TargetUsage, ToolCall } from "../transcript.ts";
import { asArguments, asCount } from "./read-answer.ts";

/** More spans than this of one turn are not read. */
const maxSpans = 5000;

/** What spans of OpenTelemetry’s GenAI conventions tell: calls of tools in their order, and tokens. */
export interface SpansRead {
  readonly calls: readonly ToolCall[];
  readonly usage: TargetUsage | null;
}

interface Span {
  readonly id: string | null;
  readonly name: string;
  readonly startedAt: bigint;
  readonly attributes: ReadonlyMap<string, unknown>;
}

/**
 * Reads OTLP/JSON (opentelemetry.io/docs/specs/otlp), or spans as a plain list whose attributes are an
 * object. Those in `seen` are left out, and the others put there: a trace is handed out as a whole each
 * time. What is no span is passed over: a trace holds much that is no concern of ours.
 */
export function readSpans(document: unknown, seen = new Set<string>()): SpansRead {
  const spans = [...spansIn(document)]
    .filter(({ id }) => id === null || !seen.has(id))
    .sort((a, b) => Number(a.startedAt - b.startedAt));
  for (const { id } of spans) if (id !== null) seen.add(id);
  const calls = spans.filter(isToolCall).map(
    ({ name, attributes }): ToolCall => ({
      tool: textOf(attributes.get("gen_ai.tool.name")) ?? name.replace(/^execute_tool\s+/, ""),
      arguments: asArguments(attributes.get("gen_ai.tool.call.arguments")),
      result: textOf(attributes.get("gen_ai.tool.call.result")),
      source: "span",
    }),
  );
  return { calls, usage: usageOf(spans) };
}

function isToolCall({ name, attributes }: Span): boolean {
  const operation = attributes.get("gen_ai.operation.name");
  return (
    operation === "execute_tool" || (operation === undefined && name.startsWith("execute_tool "))
  );
}

/** Of the calls of a model alone: the agent’s own span sums them up, and would count them twice. */
function usageOf(spans: readonly Span[]): TargetUsage | null {
  const operations = ["chat", "text_completion", "generate_content"];
  const isModel = ({ attributes }: Span) =>
    operations.includes(String(attributes.get("gen_ai.operation.name")));
  const counted = spans.filter(isModel).map(({ attributes }) => ({
    inputTokens: asCount(attributes.get("gen_ai.usage.input_tokens")),
    outputTokens: asCount(attributes.get("gen_ai.usage.output_tokens")),
  }));
  if (counted.length === 0) return null;
  let [input, output] = [0, 0];
  for (const { inputTokens, outputTokens } of counted) {
    if (inputTokens === null || outputTokens === null) return null;
    input += inputTokens;
    output += outputTokens;
  }
  return { inputTokens: input, outputTokens: output };
}

function* spansIn(document: unknown): Iterable<Span> {
  let left = maxSpans;
  const waiting: { readonly value: unknown; readonly depth: number }[] = [
    { value: document, depth: 0 },
  ];
  for (let next = waiting.pop(); next !== undefined && left > 0; next = waiting.pop()) {
    const { value, depth } = next;
    if (Array.isArray(value)) {
      // The last one put there is the first one taken.
      for (const each of value.slice(0, maxSpans).reverse()) waiting.push({ value: each, depth });
      continue;
    }
    if (value === null || typeof value !== "object" || depth > 6) continue;
    const members = value as Readonly<Record<string, unknown>>;
    if ("attributes" in members && typeof members.name === "string") {
      left--;
      yield spanOf(members.name, members);
      continue;
    }
    for (const name of ["resourceSpans", "scopeSpans", "spans", "data"]) {
      waiting.push({ value: members[name], depth: depth + 1 });
    }
  }
}

function spanOf(name: string, members: Readonly<Record<string, unknown>>): Span {
  const started = members.startTimeUnixNano ?? members.start_time ?? 0;
  const attributes = new Map<string, unknown>();
  const given = members.attributes;
  if (Array.isArray(given)) {
    for (const each of given as readonly unknown[]) {
      const { key, value } = (each ?? {}) as { readonly key?: unknown; readonly value?: unknown };
      if (typeof key === "string") attributes.set(key, anyValue(value));
    }
  } else if (given !== null && typeof given === "object") {
    for (const [key, value] of Object.entries(given)) attributes.set(key, value);
  }
  const id = members.spanId ?? members.span_id;
  return {
    id: typeof id === "string" ? id : null,
    name,
    startedAt: /^\d{1,25}$/.test(String(started)) ? BigInt(String(started)) : 0n,
    attributes,
  };
}

/** OTLP’s AnyValue; its 64-bit numbers are texts in JSON. */
function anyValue(value: unknown, depth = 0): unknown {
  if (value === null || typeof value !== "object" || depth > 20) return null;
  const one = value as Readonly<Record<string, unknown>>;
  if ("kvlistValue" in one) {
    const { values = [] } = (one.kvlistValue ?? {}) as { readonly values?: unknown };
    const pairs = Array.isArray(values) ? (values as { key?: unknown; value?: unknown }[]) : [];
    return Object.fromEntries(pairs.map((p) => [String(p?.key), anyValue(p?.value, depth + 1)]));
  }
  if ("arrayValue" in one) {
    const { values = [] } = (one.arrayValue ?? {}) as { readonly values?: unknown };
    return Array.isArray(values) ? values.map((each) => anyValue(each, depth + 1)) : [];
  }
  return one.stringValue ?? one.intValue ?? one.doubleValue ?? one.boolValue ?? null;
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
