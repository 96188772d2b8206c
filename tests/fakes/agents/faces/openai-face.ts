import { z } from "zod";
import type { Asked } from "../agent.ts";
import type { Toolbox } from "../toolbox.ts";

const toolCall = z.object({
  id: z.string(),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
const message = z.object({
  role: z.string(),
  content: z.union([z.string(), z.array(z.object({ text: z.string().default("") }))]).nullish(),
  tool_calls: z.array(toolCall).optional(),
  tool_call_id: z.string().optional(),
});
const request = z.object({
  model: z.string(),
  messages: z.array(message),
  tools: z
    .array(
      z.object({ function: z.object({ name: z.string(), description: z.string().default("") }) }),
    )
    .optional(),
});

/** A tool that has to be asked before the turn can go on. */
export class NeedsTool extends Error {
  readonly tool: string;
  readonly given: Readonly<Record<string, unknown>>;

  constructor(tool: string, given: Readonly<Record<string, unknown>>) {
    super(`needs ${tool}`);
    this.tool = tool;
    this.given = given;
  }
}

/**
 * OpenAI’s chat format. The agent keeps nothing between requests: it takes its turn from the start, with
 * the answers of tools that the request brings along, till it needs one that is not there.
 */
export function readCompletion(body: string): Asked {
  const { messages, tools } = request.parse(JSON.parse(body));
  const said = messages.flatMap((each, at) =>
    each.role === "user" ? [{ at, text: textOf(each) }] : [],
  );
  const last = said.at(-1) ?? { at: 0, text: "" };
  const results = messages
    .slice(last.at)
    .filter(({ role }) => role === "tool")
    .map(textOf);
  const system = messages
    .filter(({ role }) => role === "system" || role === "developer")
    .map(textOf)
    .join("\n");
  return {
    account: "",
    person: "first",
    session: "",
    ...withDocuments(last.text),
    system: system === "" ? null : system,
    earlier: said.slice(0, -1).map(({ text }) => text),
    tools:
      tools === undefined
        ? null
        : async () =>
            replayed(
              tools.map((each) => each.function),
              results,
            ),
  };
}

function replayed(offered: Toolbox["offered"], results: readonly string[]): Toolbox {
  let next = 0;
  return {
    offered,
    async call(name, given) {
      const known = results[next++];
      if (known === undefined) throw new NeedsTool(name, given);
      return known;
    },
  };
}

function textOf({ content }: z.infer<typeof message>): string {
  if (typeof content === "string") return content;
  return (content ?? []).map(({ text }) => text).join("\n");
}

/** Documents stand in the message, in elements of their own. */
function withDocuments(text: string): Pick<Asked, "message" | "attachments"> {
  const pattern = /\n*<document name=("(?:[^"\\]|\\.)*")>\n([\s\S]*?)\n<\/document>/g;
  const attachments = [...text.matchAll(pattern)].map(([, name = '""', held = ""]) => ({
    name: String(JSON.parse(name)),
    text: held,
  }));
  // A frame that the person wrote stays what it is: ours stand behind everything else, and have a name.
  return { message: text.replace(pattern, ""), attachments };
}

export function completion(text: string, isCut: boolean, inputTokens: number): unknown {
  return choice(
    { role: "assistant", content: text },
    isCut ? "length" : "stop",
    inputTokens,
    text.length,
  );
}

export function toolRequest({ tool, given }: NeedsTool, inputTokens: number): unknown {
  const call = {
    id: `call_${inputTokens}`,
    type: "function",
    function: { name: tool, arguments: JSON.stringify(given) },
  };
  return choice(
    { role: "assistant", content: null, tool_calls: [call] },
    "tool_calls",
    inputTokens,
    40,
  );
}

function choice(answer: unknown, reason: string, inputTokens: number, characters: number): unknown {
  const output = Math.ceil(characters / 4);
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "scripted",
    choices: [{ index: 0, message: answer, finish_reason: reason, logprobs: null }],
    usage: {
      prompt_tokens: inputTokens,
      completion_tokens: output,
      total_tokens: inputTokens + output,
    },
  };
}
