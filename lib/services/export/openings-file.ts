import { jsonFile, type ProofFile } from "#lib/services/provenance/index.ts";

/** What opens the names that a statement withholds; nothing where it withholds none. */
export function openingsFile(path: string, openings: unknown): readonly ProofFile[] {
  return Object.keys(openings as object).length === 0 ? [] : [jsonFile(path, openings)];
}
