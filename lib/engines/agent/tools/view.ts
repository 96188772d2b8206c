import { z } from "zod";
import { escapeName } from "../fence.ts";
import type { Part } from "../parts.ts";
import { shownLines } from "../shown-lines.ts";
import { fittingSpans } from "../truncate.ts";
import { refused, type Tool } from "./tool.ts";

const line = z.number().int().min(1).max(10_000_000);
const input = z.object({ path: z.string().max(4096), start_line: line, end_line: line });
const maxLines = 400;

export const view: Tool = {
  name: "view",
  description:
    "Lines of one file. At most 400 at once; the middle is left out where they are long.",
  parameters: {
    type: "object",
    properties: {
      path: { type: "string" },
      start_line: { type: "integer", description: "From 1." },
      end_line: { type: "integer", description: "Inclusive." },
    },
    required: ["path", "start_line", "end_line"],
    additionalProperties: false,
  },
  async use(given, ground) {
    const parsed = input.safeParse(given);
    if (!parsed.success) return refused("view takes path, start_line and end_line.");
    const { path, start_line: first, end_line: wanted } = parsed.data;
    const why = ground.mayRead(path);
    if (why !== null) return refused(why);
    const text = await ground.copy.read(path);
    if (text === null) return refused("there is no such file.");
    const lines = await shownLines(path, text);
    const last = Math.min(wanted, lines.length, first + maxLines - 1);
    if (last < first) return refused(`the file has ${lines.length} lines.`);
    const spans = fittingSpans(lines, first, last, ground.limits.maxResultBytes);
    const parts: Part[] = spans.map(({ startLine, endLine }) => ({
      code: { path, startLine, endLine, lines: lines.slice(startLine - 1, endLine) },
    }));
    const [head, tail] = spans;
    const end = tail ?? head;
    if (head !== undefined && end !== undefined && (tail !== undefined || end.endLine < last)) {
      const until = tail === undefined ? last : tail.startLine - 1;
      parts.splice(1, 0, {
        own: `[Lines ${head.endLine + 1} to ${until} are left out: too long.]`,
      });
    }
    parts.push({ own: `${escapeName(path)} has ${lines.length} lines.` });
    return { parts, note: `viewed ${path} ${first}-${last}` };
  },
};
