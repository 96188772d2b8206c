import { z } from "zod";
import { parseEnvelope, replaceHunks } from "../patch-envelope.ts";
import { editable, editedNote, refused, type Tool } from "./tool.ts";

const input = z.object({ patch: z.string().max(128 * 1024) });

export const applyPatch: Tool = {
  name: "apply_patch",
  description:
    "Changes files by a patch between *** Begin Patch and *** End Patch. *** Update File: path, then " +
    "for each place @@ and lines that begin with a blank (kept), - (removed) or + (added); " +
    "*** Add File: path with + lines. Kept and removed lines together must stand in the file exactly once.",
  parameters: {
    type: "object",
    properties: { patch: { type: "string" } },
    required: ["patch"],
    additionalProperties: false,
  },
  async use(given, ground) {
    const parsed = input.safeParse(given);
    if (!parsed.success) return refused("apply_patch takes patch.");
    const files = parseEnvelope(parsed.data.patch);
    if (typeof files === "string") return refused(files);
    const made = new Map<string, string | null>();
    for (const file of files) {
      const now = await editable(file.path, ground);
      if ("why" in now) return refused(now.why);
      const after = file.kind === "add" ? added(now.text, file.text) : updated(now.text, file);
      if ("why" in after) return refused(after.why);
      made.set(file.path, after.text);
    }
    // All of it or nothing: a patch that fails half-way leaves no half.
    for (const [path, text] of made) await ground.copy.write(path, text);
    return editedNote([...made.keys()].join(", "), ground.copy.changes());
  },
};

type Made = { readonly text: string } | { readonly why: string };

function added(now: string | null, text: string): Made {
  return now === null ? { text } : { why: "the file to add is there already." };
}

function updated(now: string | null, file: Parameters<typeof replaceHunks>[1]): Made {
  return now === null ? { why: "there is no such file." } : replaceHunks(now, file);
}
