import type { FileChange, JsonObject } from "#lib/base/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import type { ContextLimits } from "../limits.ts";
import type { Part } from "../parts.ts";
import type { Checks } from "../ports.ts";
import type { WorkingCopy } from "../working-copy.ts";

/** What a tool may use: nothing else is within its reach. */
export interface ToolGround {
  readonly copy: WorkingCopy;
  readonly checks: Checks;
  readonly limits: ContextLimits;
  /** Why a path may not be written, or null. */
  mayWrite(path: string): string | null;
  /** Files that hold secrets, and files outside the text of the repository. */
  mayRead(path: string): string | null;
}

export interface Submission {
  readonly fixed: boolean;
  readonly summary: string;
}

export interface ToolResult {
  readonly parts: readonly Part[];
  readonly submission?: Submission;
  /** The working copy is not what it was. */
  readonly edited?: true;
  /** What the validators said, where they were asked. */
  readonly checks?: readonly ValidationCheck[];
  /** What the transcript says of it, in a few words. */
  readonly note: string;
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObject;
  /** `input` is what the model sent: anything. */
  use(input: unknown, ground: ToolGround): Promise<ToolResult>;
}

/** What the model is told when a call cannot be done. */
export function refused(why: string): ToolResult {
  return { parts: [{ own: `Not done: ${why}` }], note: `refused: ${why}` };
}

/** The file as it is now, for an edit. */
export async function editable(
  path: string,
  { copy, mayWrite }: ToolGround,
): Promise<{ readonly text: string | null } | { readonly why: string }> {
  const why = mayWrite(path);
  return why === null ? { text: await copy.read(path) } : { why };
}

export function editedNote(path: string, changes: readonly FileChange[]): ToolResult {
  const files = changes.length === 1 ? "1 file is" : `${changes.length} files are`;
  return {
    parts: [{ own: `Done. ${files} changed so far. Use check, then submit.` }],
    edited: true,
    note: `edited ${path}`,
  };
}
