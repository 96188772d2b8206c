import { jsonSchema, type ModelMessage, type ToolSet, tool } from "ai";
import type { ModelRequest } from "#lib/engines/agent/index.ts";

/** The request in the AI SDK's form. An answer goes back as the provider gave it, where that was kept. */
export function toMessages({ messages }: ModelRequest): ModelMessage[] {
  return messages.flatMap((message): ModelMessage[] => {
    if (message.role === "user") return [{ role: "user", content: message.text }];
    if (message.role === "tool") {
      const content = message.results.map(({ callId, toolName, text }) => ({
        type: "tool-result" as const,
        toolCallId: callId,
        toolName,
        output: { type: "text" as const, value: text },
      }));
      return [{ role: "tool", content }];
    }
    // Only `askThrough` makes these, and nobody changes them in between.
    if (message.continuation !== undefined) return message.continuation as ModelMessage[];
    const text = message.text === "" ? [] : [{ type: "text" as const, text: message.text }];
    const calls = message.calls.map(({ id, name, input }) => ({
      type: "tool-call" as const,
      toolCallId: id,
      toolName: name,
      input,
    }));
    const content = [...text, ...calls];
    return content.length === 0 ? [] : [{ role: "assistant", content }];
  });
}

/**
 * Marks the end of what the next request begins with as well, for Anthropic, which keeps nothing without
 * being asked to: each step sends all the earlier ones again. Other providers do not see the mark.
 * docs.anthropic.com/en/docs/build-with-claude/prompt-caching
 */
export function withCacheMark(messages: readonly ModelMessage[]): ModelMessage[] {
  const mark = { anthropic: { cacheControl: { type: "ephemeral" } } };
  return messages.map((message, at) =>
    at === messages.length - 1 ? { ...message, providerOptions: mark } : message,
  );
}

/** Descriptions alone: the SDK is given nothing that it could run. */
export function toTools({ tools }: ModelRequest): ToolSet {
  return Object.fromEntries(
    tools.map(({ name, description, parameters }) => [
      name,
      tool({
        description,
        inputSchema: jsonSchema(parameters as Parameters<typeof jsonSchema>[0]),
      }),
    ]),
  );
}
