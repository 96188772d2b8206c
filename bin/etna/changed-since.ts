import { createHash } from "node:crypto";
import { AppError, decodeUtf8, isAppError, type Workspace } from "#lib/base/index.ts";
import type { Finding } from "#lib/engines/rules/index.ts";
import { git } from "./ask-git.ts";
import { type Changed, compared, everything, nothing } from "./line-changes.ts";
import { type Base, baseOf } from "./merge-base.ts";

/**
 * The findings on lines that were changed since the merge base of `revision` and HEAD, in the working
 * tree as it is: all of a new file, none of one that was only moved, and where lines went away, the
 * ones beside them. A package's count where its manifest or its lockfile changed. Throws
 * `invalid_input` with what to do, and `unavailable`.
 */
export async function changedSince(
  folder: string,
  revision: string,
  workspace: Workspace,
): Promise<(findings: readonly Finding[]) => Promise<readonly Finding[]>> {
  // Before the scan: whoever named a revision that is not there need not wait for it.
  const base = await baseOf(folder, revision);
  const known = new Map<string, Promise<Changed>>();
  const changeOf = (path: string) => {
    const change = known.get(path) ?? changedLines(folder, base, path, workspace);
    known.set(path, change);
    return change;
  };
  const isTouched = async ({ dependency, path, startLine, endLine }: Finding) => {
    if (dependency === undefined) return (await changeOf(path)).touches(startLine, endLine);
    const { manifest, lockfile } = dependency;
    const files = [path, manifest, ...(lockfile === null ? [] : [lockfile])];
    return (await Promise.all(files.map(changeOf))).some((each) => each.any);
  };
  return async (findings) => {
    const touched: Finding[] = [];
    for (const finding of findings) if (await isTouched(finding)) touched.push(finding);
    return touched;
  };
}

async function changedLines(
  folder: string,
  blobs: Base,
  path: string,
  workspace: Workspace,
): Promise<Changed> {
  const bytes = await bytesOf(workspace, path);
  const blob = blobs.get(path);
  if (bytes === null) return blob === undefined ? nothing : everything;
  const own = blobId(bytes, blob?.length ?? [...blobs.values()][0]?.length ?? 40);
  if (own === blob) return nothing;
  if (blob === undefined) return (await isMoved(own, blobs, workspace)) ? nothing : everything;
  const before = decodeUtf8(await contentOf(folder, blob));
  const after = decodeUtf8(bytes);
  return before === null || after === null ? everything : compared(before, after);
}

async function contentOf(folder: string, blob: string): Promise<Uint8Array> {
  try {
    return await git(folder, "cat-file", "blob", blob);
  } catch (cause) {
    const message = "git lacks the earlier content of a file that changed. Clone without --filter.";
    throw new AppError("invalid_input", message, { cause });
  }
}

async function isMoved(own: string, blobs: Base, workspace: Workspace): Promise<boolean> {
  const now = new Set((await workspace.list()).map((file) => file.path));
  return [...blobs].some(([path, blob]) => blob === own && !now.has(path));
}

async function bytesOf(workspace: Workspace, path: string): Promise<Uint8Array | null> {
  try {
    return await workspace.read(path);
  } catch (error) {
    if (isAppError(error, "not_found")) return null;
    throw error;
  }
}

/** As git names the content of a file: SHA-1, or SHA-256 in a repository of that kind. */
function blobId(bytes: Uint8Array, hexLength: number): string {
  const hash = createHash(hexLength === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
