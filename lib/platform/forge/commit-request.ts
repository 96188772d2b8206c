import { AppError, type FileChange, repositoryPathFault } from "#lib/base/index.ts";
import type { CommitRequest } from "./forge.ts";
import type { TreeListing } from "./tree-listing.ts";
import type { TreeEdit } from "./write-commit.ts";

/** Throws `invalid_input` for a request that no forge could carry out. */
export function checkCommitRequest({ changes, message, unixSeconds }: CommitRequest): void {
  if (message.trim() === "" || message.includes("\0") || !message.isWellFormed()) {
    throw new AppError("invalid_input", "A commit needs a message of Unicode text.");
  }
  if (!Number.isSafeInteger(unixSeconds) || unixSeconds < 0) {
    throw new AppError("invalid_input", "A commit needs a time in whole Unix seconds.");
  }
  for (const { path, before, after } of changes) {
    const fault = repositoryPathFault(path);
    if (fault !== null) {
      throw new AppError("invalid_input", `The path ${JSON.stringify(path)} ${fault}.`);
    }
    const texts = [before, after].filter((text) => text !== null);
    if (texts.length === 0 || texts.some((text) => text.includes("\0") || !text.isWellFormed())) {
      throw new AppError("invalid_input", `The change of ${path} is not a change of text.`);
    }
  }
  if (new Set(changes.map(({ path }) => path)).size !== changes.length) {
    throw new AppError("invalid_input", "A file is changed twice.");
  }
}

/** Checks each change against the base, so that nothing but what it names is written. */
export async function planEdits(
  { files, skipped }: TreeListing,
  changes: readonly FileChange[],
  hasContent: (path: string, text: string) => Promise<boolean>,
): Promise<readonly TreeEdit[]> {
  const modes = new Map(files.map((file) => [file.path, file.mode]));
  const deleted = new Set(changes.flatMap(({ path, after }) => (after === null ? [path] : [])));
  const standing = [...files, ...skipped].map(({ path }) => path).filter((p) => !deleted.has(p));
  const taken = new Set(standing);
  const folders = new Set(standing.flatMap(parentsOf));
  const special = new Set(skipped.map(({ path }) => path));
  const edits: TreeEdit[] = [];
  for (const { path, before, after } of changes) {
    if (special.has(path)) {
      throw new AppError("precondition_failed", `${path} is not a regular file.`);
    }
    const mode = modes.get(path);
    if (before === null ? mode !== undefined : mode === undefined) throw moved(path);
    if (before !== null && !(await hasContent(path, before))) throw moved(path);
    if (after !== null && (folders.has(path) || parentsOf(path).some((p) => taken.has(p)))) {
      throw new AppError("precondition_failed", `${path} would replace a folder, file or link.`);
    }
    edits.push({ path, content: after === null ? null : { text: after, mode: mode ?? "100644" } });
  }
  return edits;
}

function parentsOf(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, i) => segments.slice(0, i + 1).join("/"));
}

function moved(path: string): AppError {
  return new AppError("conflict", `${path} is not what the fix was made for. Scan again.`);
}
