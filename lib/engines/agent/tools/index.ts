import type { Checks } from "../ports.ts";
import type { EditTool } from "../profile.ts";
import { applyPatch } from "./apply-patch.ts";
import { checkTool } from "./check.ts";
import { search } from "./search.ts";
import { strReplace } from "./str-replace.ts";
import { submit } from "./submit.ts";
import type { Tool } from "./tool.ts";
import { view } from "./view.ts";
import { writeFile } from "./write-file.ts";

const edits: Readonly<Record<EditTool, Tool>> = {
  str_replace: strReplace,
  apply_patch: applyPatch,
  write_file: writeFile,
};

/** The five, one of them the way of editing that suits the model. There is no sixth. */
export function toolsFor(edit: EditTool, checks: Checks): readonly Tool[] {
  return [search, view, edits[edit], checkTool(checks), submit];
}
