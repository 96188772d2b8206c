import { z } from "zod";
import { isAppError } from "#lib/base/index.ts";
import type { Part } from "../parts.ts";
import { shownLines } from "../shown-lines.ts";
import { refused, type Tool, type ToolGround } from "./tool.ts";

const input = z.object({
  text: z.string().min(2).max(200),
  path: z.string().max(4096).optional(),
});
const maxHits = 40;

export const search: Tool = {
  name: "search",
  description:
    "Lines that hold a text, word for word (no pattern), and paths that do. At most 40. " +
    "path: only files whose path begins so.",
  parameters: {
    type: "object",
    properties: { text: { type: "string" }, path: { type: "string" } },
    required: ["text"],
    additionalProperties: false,
  },
  async use(given, ground) {
    const parsed = input.safeParse(given);
    if (!parsed.success) return refused("search takes text (2 to 200 characters) and maybe path.");
    const { text, path: prefix = "" } = parsed.data;
    const names: string[] = [];
    const hits: Part[] = [];
    let more = false;
    for (const path of await ground.copy.paths()) {
      if (!path.startsWith(prefix)) continue;
      if (path.includes(text)) names.push(path);
      if (ground.mayRead(path) !== null) continue;
      for (const hit of await hitsIn(path, text, ground)) {
        if (hits.length < maxHits) hits.push(hit);
        else more = true;
      }
      if (more) break;
    }
    const parts: Part[] = [];
    if (names.length > 0) {
      parts.push({ data: names.slice(0, maxHits).join("\n"), from: "paths that hold the text" });
    }
    parts.push(...hits);
    if (more) parts.push({ own: "There are more lines than these. Search for something rarer." });
    if (parts.length === 0) parts.push({ own: "Nothing holds that text." });
    return { parts, note: `searched: ${hits.length} lines, ${names.length} paths` };
  },
};

/** Looked for in the text as it may be shown, so that a secret cannot be guessed piece by piece. */
async function hitsIn(path: string, text: string, { copy }: ToolGround): Promise<readonly Part[]> {
  const whole = await readable(path, copy);
  if (whole?.includes(text) !== true) return [];
  const lines = await shownLines(path, whole);
  return lines.flatMap((line, at) =>
    line.includes(text)
      ? [{ code: { path, startLine: at + 1, endLine: at + 1, lines: [line] } }]
      : [],
  );
}

/** What is no text holds no line to show. */
async function readable(path: string, copy: ToolGround["copy"]): Promise<string | null> {
  try {
    return await copy.read(path);
  } catch (error) {
    if (isAppError(error, "invalid_input") || isAppError(error, "unavailable")) return null;
    throw error;
  }
}
