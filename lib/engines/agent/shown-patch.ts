import type { FileChange } from "#lib/base/index.ts";
import { renderPatch } from "#lib/engines/patch/index.ts";
import { shownLines } from "./shown-lines.ts";

/**
 * A change as a unified diff that may be shown to anyone who may see the code. Secrets are blanked: they
 * are looked for in whole files, for a part of one has no shape of its own.
 */
export async function shownPatch(changes: readonly FileChange[]): Promise<string> {
  return renderPatch(await Promise.all(changes.map(blanked)));
}

async function blanked({ path, before, after }: FileChange): Promise<FileChange> {
  const of = async (text: string | null) =>
    text === null ? null : `${(await shownLines(path, text)).join("\n")}\n`;
  return { path, before: await of(before), after: await of(after) };
}
