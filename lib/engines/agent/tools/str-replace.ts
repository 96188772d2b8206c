import { z } from "zod";
import { editable, editedNote, refused, type Tool } from "./tool.ts";

const maxEditLength = 64 * 1024;
const input = z.object({
  path: z.string().max(4096),
  old_text: z.string().max(maxEditLength),
  new_text: z.string().max(maxEditLength),
});

export const strReplace: Tool = {
  name: "str_replace",
  description:
    "Replaces one text in one file. old_text must stand in the file exactly once, white space " +
    "included and without the line numbers that view shows. An empty old_text makes a new file.",
  parameters: {
    type: "object",
    properties: {
      path: { type: "string" },
      old_text: { type: "string" },
      new_text: { type: "string" },
    },
    required: ["path", "old_text", "new_text"],
    additionalProperties: false,
  },
  async use(given, ground) {
    const parsed = input.safeParse(given);
    if (!parsed.success) return refused("str_replace takes path, old_text and new_text.");
    const { path } = parsed.data;
    const file = await editable(path, ground);
    if ("why" in file) return refused(file.why);
    const old = inLineEnds(parsed.data.old_text, file.text);
    const next = inLineEnds(parsed.data.new_text, file.text);
    const why = old === "" ? newFileFault(file.text) : uniqueFault(file.text, old);
    if (why !== null) return refused(why);
    if (old === next) return refused("old_text and new_text are the same.");
    const text = file.text ?? "";
    const at = text.indexOf(old);
    await ground.copy.write(path, text.slice(0, at) + next + text.slice(at + old.length));
    return editedNote(path, ground.copy.changes());
  },
};

/** view shows lines without their endings, so the model cannot know of a carriage return. */
function inLineEnds(text: string, file: string | null): string {
  return file?.includes("\r\n") ? text.replaceAll(/\r?\n/g, "\r\n") : text;
}

function newFileFault(text: string | null): string | null {
  return text === null ? null : "old_text is empty, and the file is there already.";
}

/** Why `old` does not name one place of the text, or null where it does. */
export function uniqueFault(text: string | null, old: string): string | null {
  if (text === null) return "there is no such file.";
  const first = text.indexOf(old);
  if (first < 0) {
    return old.includes("•")
      ? "old_text holds •, which stands for a secret that is not shown. Choose a text without it."
      : "old_text does not stand in the file. View the lines again: every character counts.";
  }
  const count = text.split(old).length - 1;
  const overlaps = text.indexOf(old, first + 1) >= 0;
  if (count === 1 && !overlaps) return null;
  return `old_text stands in the file ${Math.max(2, count)} times. Add lines around it until it is unique.`;
}
