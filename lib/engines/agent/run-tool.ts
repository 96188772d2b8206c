import { isAppError, type JsonObject } from "#lib/base/index.ts";
import { escapeName } from "./fence.ts";
import type { HistoryMessage } from "./parts.ts";
import type { ModelAnswer, ToolCall } from "./ports.ts";
import { refused, type Tool, type ToolGround, type ToolResult } from "./tools/tool.ts";
import { headAndTail } from "./truncate.ts";

/** Of one answer; the others are not run, and forgotten. */
export const maxCalls = 8;
/** Beyond this the model's own words and arguments are not sent back to it. */
const maxKeptText = 4 * 1024;
const maxKeptInput = 8 * 1024;

/** Runs one call. Whatever the model sent, the answer is something that it can be told. */
export async function runTool(
  call: ToolCall,
  tools: readonly Tool[],
  ground: ToolGround,
): Promise<ToolResult> {
  const tool = tools.find(({ name }) => name === call.name);
  if (tool === undefined) {
    return refused(
      `there is no such tool. There are: ${tools.map(({ name }) => name).join(", ")}.`,
    );
  }
  if (typeof call.input === "string") return refused("the arguments are not valid JSON.");
  try {
    return await tool.use(call.input, ground);
  } catch (error) {
    if (isAppError(error, "invalid_input") || isAppError(error, "unavailable")) {
      return refused(error.message);
    }
    throw error;
  }
}

/** An answer as the history keeps it: floods are cut, and then the provider's own copy goes, too. */
export function answerKept({ text, calls, continuation }: ModelAnswer): HistoryMessage {
  const kept = calls.slice(0, maxCalls).map((call) => ({
    id: call.id,
    name: call.name,
    input: keptInput(call.input),
  }));
  const short = headAndTail(text, maxKeptText);
  const isWhole =
    short === text &&
    kept.length === calls.length &&
    kept.every(({ input }, at) => input === calls[at]?.input);
  return {
    role: "assistant",
    text: short,
    calls: kept,
    continuation: isWhole ? continuation : undefined,
  };
}

function keptInput(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return { malformed: "no JSON object" };
  const length = JSON.stringify(input).length;
  return length <= maxKeptInput ? input : { left_out: `${length} characters of arguments` };
}

/** The call as the transcript keeps it: bounded, and with no text of a file. */
export function describeCall({ name, input }: ToolCall): JsonObject {
  const given = typeof input === "object" && input !== null ? Object.entries(input) : [];
  // What is searched for is told; the text that is written is not.
  const told = given
    .filter(([key, value]) =>
      /^(path|name|start_line|end_line|fixed)$/.test(key)
        ? value !== null
        : key === "text" && name === "search",
    )
    .map(([key, value]) => [key, escapeName(String(value).slice(0, 200))]);
  return { tool: escapeName(name.slice(0, 64)), ...Object.fromEntries(told) };
}
