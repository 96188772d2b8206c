import type { TargetAnswer } from "../target.ts";
import type { TargetUsage, ToolCall } from "../transcript.ts";
import { TargetFault } from "./fault.ts";
import { asText, textAt, valuesAt } from "./json-path.ts";
import type { SpecOf } from "./spec.ts";

/** The fields of a target file that say where what stands in an answer. */
export type Reading = Pick<
  SpecOf<"http">,
  "answer" | "calls" | "usage" | "finish" | "error" | "session" | "spans"
>;

/** What was read of one answer, or of one event of a stream; null is “not in this one”. */
export interface Read {
  readonly text: string | null;
  readonly calls: readonly ToolCall[];
  readonly usage: TargetUsage | null;
  readonly finish: TargetAnswer["finish"];
  readonly session: string | null;
  /** Spans, where the answer itself holds them. */
  readonly spans: unknown;
}

/** The document that an answer is. Throws a TargetFault for HTML, and for what is no JSON. */
export function parseAnswer(text: string, contentType = ""): unknown {
  if (looksLikeHtml(text, contentType)) {
    throw new TargetFault("malformed", "The target answered in HTML where JSON was expected.");
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TargetFault("malformed", "The target did not answer in JSON.", { cause });
  }
}

export function looksLikeHtml(text: string, contentType: string): boolean {
  return contentType.includes("text/html") || /^\s{0,100}<(?:!doctype|html)/i.test(text);
}

/** Throws a TargetFault where the answer says that it is none, and where it is not in its place. */
export function readAnswer(document: unknown, reading: Reading): Read {
  const read = readPiece(document, reading);
  if (reading.answer === undefined || read.text !== null) return read;
  const message = `The answer holds nothing at ${reading.answer}.`;
  throw new TargetFault("malformed", message);
}

/** The same of one event of a stream, which need not hold everything. */
export function readPiece(document: unknown, reading: Reading): Read {
  const { answer, calls, usage, finish, error, session, spans } = reading;
  throwError(document, error?.path);
  return {
    text: answer === undefined ? null : textAt(answer, document),
    calls: calls === undefined ? [] : readCalls(document, calls),
    usage: usage === undefined ? null : readUsage(document, usage),
    finish: finish === undefined ? null : readFinish(textAt(finish.path, document), finish),
    session: session === undefined ? null : textAt(session.from, document),
    spans: spans?.from === "answer" ? valuesAt(spans.path, document) : [],
  };
}

function throwError(document: unknown, path: string | undefined): void {
  if (path === undefined) return;
  const [said] = valuesAt(path, document);
  if (said === undefined || said === null || said === false || said === "") return;
  const words = asText(said).slice(0, 300);
  throw new TargetFault("unavailable", `The target says that it has no answer: ${words}`);
}

function readCalls(document: unknown, calls: NonNullable<Reading["calls"]>): ToolCall[] {
  return valuesAt(calls.path, document)
    .flat()
    .map((call) => ({
      tool: asText(memberOf(call, calls.tool)),
      arguments: asArguments(memberOf(call, calls.arguments)),
      result: resultOf(memberOf(call, calls.result)),
      source: "target" as const,
    }))
    .filter(({ tool }) => tool !== "");
}

function resultOf(value: unknown): string | null {
  return value === undefined || value === null ? null : asText(value);
}

function memberOf(call: unknown, name: string): unknown {
  if (name.startsWith("$")) return valuesAt(name, call)[0];
  if (call === null || typeof call !== "object" || !Object.hasOwn(call, name)) return undefined;
  return (call as Readonly<Record<string, unknown>>)[name];
}

/** Arguments come as an object or as its JSON; anything else is no arguments that can be read. */
export function asArguments(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "string") {
    try {
      return asArguments(JSON.parse(value) ?? {});
    } catch (error) {
      if (error instanceof SyntaxError) return {};
      throw error;
    }
  }
  const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : {};
}

function readUsage(
  document: unknown,
  { input, output }: NonNullable<Reading["usage"]>,
): TargetUsage | null {
  const inputTokens = asCount(valuesAt(input, document)[0]);
  const outputTokens = asCount(valuesAt(output, document)[0]);
  return inputTokens === null || outputTokens === null ? null : { inputTokens, outputTokens };
}

export function asCount(value: unknown): number | null {
  const number = typeof value === "string" ? Number.parseInt(value, 10) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

function readFinish(
  said: string | null,
  { length, filtered }: NonNullable<Reading["finish"]>,
): TargetAnswer["finish"] {
  if (said === null || said === "") return null;
  if (length.includes(said)) return "length";
  return filtered.includes(said) ? "filtered" : "stop";
}
