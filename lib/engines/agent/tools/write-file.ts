import { z } from "zod";
import { editable, editedNote, refused, type Tool } from "./tool.ts";

const input = z.object({ path: z.string().max(4096), text: z.string().max(256 * 1024) });

export const writeFile: Tool = {
  name: "write_file",
  description: "Replaces the whole text of one file. Keep every line that need not change.",
  parameters: {
    type: "object",
    properties: { path: { type: "string" }, text: { type: "string" } },
    required: ["path", "text"],
    additionalProperties: false,
  },
  async use(given, ground) {
    const parsed = input.safeParse(given);
    if (!parsed.success) return refused("write_file takes path and text.");
    const { path, text } = parsed.data;
    const file = await editable(path, ground);
    if ("why" in file) return refused(file.why);
    // Written back, the dots would stand in the place of a secret.
    if (text.includes("•") && file.text?.includes("•") !== true) {
      return refused("the text holds •, which stands for a secret that is not shown.");
    }
    if (file.text === text) return refused("the file has that text already.");
    await ground.copy.write(path, text);
    return editedNote(path, ground.copy.changes());
  },
};
