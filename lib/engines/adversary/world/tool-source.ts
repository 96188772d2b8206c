import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import type { OfferedTool } from "./world.ts";

export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
}

/** Where tools come from: a `World` in this process, or one that is served elsewhere. */
export interface ToolSource {
  offered(): readonly OfferedTool[] | Promise<readonly OfferedTool[]>;
  call(name: string, given: Readonly<Record<string, unknown>>): ToolAnswer | Promise<ToolAnswer>;
}

/** What `/<attempt>/tools` answers: tools in OpenAI’s form of a function. */
export const toolList = z.object({
  tools: z.array(
    z.object({
      type: z.literal("function"),
      function: z.object({
        name: z.string(),
        description: z.string(),
        parameters: z.custom<OfferedTool["inputSchema"]>((value) => typeof value === "object"),
      }),
    }),
  ),
});

/** What a call of a tool answers there. */
export const toolResult = z.object({ result: z.string(), is_error: z.boolean() });

/**
 * The tools of a world that another process serves, by the address that `ToolsAddress.http` says. Throws
 * `unavailable` where they cannot be had.
 */
export function remoteTools(address: string, port: typeof fetch): ToolSource {
  const ask = async (path: string, init?: RequestInit): Promise<unknown> => {
    try {
      const response = await port(`${address}${path}`, init);
      if (response.ok) return await response.json();
      await response.body?.cancel();
      throw new Error(`Status ${response.status}`);
    } catch (cause) {
      throw new AppError("unavailable", "The suite’s tools are not served any more.", { cause });
    }
  };
  return {
    async offered() {
      const { tools } = toolList.parse(await ask(""));
      return tools.map(({ function: { name, description, parameters } }) => ({
        name: name as OfferedTool["name"],
        description,
        inputSchema: parameters,
      }));
    },
    async call(name, given) {
      const answer = await ask(`/${encodeURIComponent(name)}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(given),
      });
      const { result, is_error } = toolResult.parse(answer);
      return { text: result, isError: is_error };
    },
  };
}
