import { type PatchFile, parsePatch } from "#lib/engines/patch/index.ts";

/** The stored patch as files and hunks, to be drawn. */
export function readChanges(patch: string): readonly PatchFile[] {
  return parsePatch(patch);
}
