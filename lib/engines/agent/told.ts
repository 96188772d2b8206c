import { type FileChange, isAppError, type JsonObject } from "#lib/base/index.ts";
import { parsePatch, type ValidationCheck } from "#lib/engines/patch/index.ts";
import type { LedgerPiece, LedgerRecord } from "./ledger.ts";
import { shownPatch } from "./shown-patch.ts";
import type { WorkingCopy } from "./working-copy.ts";

/** A longer diff is not kept with each of its edits: its size is. */
const maxPatchLength = 48 * 1024;

/** The change as it stands, for the transcript; its secrets are blanked. */
export async function toldChange(changes: readonly FileChange[]): Promise<JsonObject> {
  const patch = await shownPatch(changes);
  const files = parsePatch(patch);
  const sum = (of: "additions" | "deletions") => files.reduce((all, file) => all + file[of], 0);
  return {
    files: files.length,
    additions: sum("additions"),
    deletions: sum("deletions"),
    patch: patch.length <= maxPatchLength ? patch : null,
  };
}

export function toldChecks(results: readonly ValidationCheck[]): JsonObject {
  return { checks: results.map((check) => ({ ...check })) };
}

/** What the latest request carried for the first time, and how long each of those files is, in lines. */
export async function toldRequest(
  { requests, pieces, sentBytes, repositoryBytes }: LedgerRecord,
  copy: WorkingCopy,
): Promise<JsonObject> {
  const fresh = pieces.filter(({ request }) => request === requests.length);
  const files = [];
  for (const path of new Set(fresh.map((piece) => piece.path))) {
    const last = Math.max(...fresh.map((piece) => (piece.path === path ? piece.endLine : 0)));
    files.push({ path, lines: Math.max(last, await lengthOf(path, copy)) });
  }
  const bytes = requests.at(-1)?.bytes ?? 0;
  return { bytes, sentBytes, repositoryBytes, pieces: fresh as readonly LedgerPiece[], files };
}

/** Lines of a file; 0 where it cannot be read, which is no reason to stop. */
async function lengthOf(path: string, copy: WorkingCopy): Promise<number> {
  try {
    const text = await copy.read(path);
    if (text === null || text === "") return 0;
    return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  } catch (error) {
    if (isAppError(error)) return 0;
    throw error;
  }
}
