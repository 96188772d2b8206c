import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { diffArrays } from "diff";
import { AppError, decodeUtf8, isAppError, type Workspace } from "#lib/base/index.ts";
import type { Finding } from "#lib/engines/rules/index.ts";
import { git, requireRepository, saidNo } from "./ask-git.ts";
import { visible } from "./visible.ts";

/** Past so many changed lines a file counts as changed throughout: the search grows as the square. */
const maxEditLength = 2000;

/** Git's id of every file of the folder in the merge base, by the path in the folder. */
type Base = ReadonlyMap<string, string>;

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

async function baseOf(folder: string, revision: string): Promise<Base> {
  await requireRepository(folder).catch((cause: unknown) => {
    if (!isAppError(cause, "precondition_failed")) throw cause;
    const message =
      "--changed-since asks git, and the folder is in no repository that it can read.";
    throw new AppError("invalid_input", message, { cause });
  });
  const commit = await mergeBase(folder, revision);
  const listed = await ask(folder, "ls-tree", "-r", "-z", commit);
  const blobs = new Map<string, string>();
  for (const line of listed.split("\0")) {
    const [, blob, path] = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    if (blob !== undefined && path !== undefined) blobs.set(path, blob);
  }
  return blobs;
}

async function mergeBase(folder: string, revision: string): Promise<string> {
  const shown = visible(revision);
  if (
    revision.startsWith("-") ||
    !(await answers(folder, "cat-file", "-e", `${revision}^{commit}`))
  ) {
    throw await missing(folder, `There is no revision ${shown} in this repository.`);
  }
  if (!(await answers(folder, "cat-file", "-e", "HEAD^{commit}"))) {
    throw new AppError("invalid_input", "Nothing was committed in this repository yet.");
  }
  try {
    return (await git(folder, "merge-base", revision, "HEAD")).toString("utf8").trim();
  } catch (cause) {
    if (!saidNo(cause)) throw new AppError("unavailable", "git gave no answer.", { cause });
    throw await missing(folder, `HEAD and ${shown} have no commit in common.`);
  }
}

async function missing(folder: string, what: string): Promise<AppError> {
  const isShallow = (await ask(folder, "rev-parse", "--is-shallow-repository")).trim() === "true";
  const advice = isShallow
    ? "This clone is shallow. Fetch more history: git fetch --unshallow (GitHub: fetch-depth: 0 at actions/checkout; GitLab: GIT_DEPTH: 0)."
    : "Name a branch, a tag or a commit that git knows here; a branch of the server takes its remote's name, as in origin/main.";
  return new AppError("invalid_input", `${what} ${advice}`);
}

interface Changed {
  readonly any: boolean;
  touches(startLine: number, endLine: number): boolean;
}

const everything: Changed = { any: true, touches: () => true };
const nothing: Changed = { any: false, touches: () => false };

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
  const before = decodeUtf8(await git(folder, "cat-file", "blob", blob));
  const after = decodeUtf8(bytes);
  return before === null || after === null ? everything : compared(before, after);
}

/** By lines without their endings: a checkout may have made CRLF of LF. */
export function compared(before: string, after: string): Changed {
  const parts = diffArrays(before.split(/\r?\n/), after.split(/\r?\n/), { maxEditLength });
  if (parts === undefined) return everything;
  const ranges: (readonly [number, number])[] = [];
  let line = 1;
  for (const { added, removed, count } of parts) {
    if (added) ranges.push([line, line + count - 1]);
    else if (removed) ranges.push([line - 1, line]);
    if (!removed) line += count;
  }
  return {
    any: ranges.length > 0,
    touches: (startLine, endLine) =>
      ranges.some(([first, last]) => startLine <= last && first <= endLine),
  };
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

/** Where a folder stands in its repository, with a "/" at the end; empty at the top, and in none. */
export async function prefixOf(folder: string): Promise<string> {
  try {
    return (await git(await realpath(folder), "rev-parse", "--show-prefix"))
      .toString("utf8")
      .replace(/\n$/, "");
  } catch (cause) {
    if (cause instanceof Error) return ""; // in no repository, or without git
    throw cause;
  }
}

async function ask(folder: string, ...args: readonly string[]): Promise<string> {
  try {
    return (await git(folder, ...args)).toString("utf8");
  } catch (cause) {
    throw new AppError("unavailable", `git ${args[0]} gave no answer here.`, { cause });
  }
}

async function answers(folder: string, ...args: readonly string[]): Promise<boolean> {
  try {
    await git(folder, ...args);
    return true;
  } catch (cause) {
    if (saidNo(cause)) return false;
    throw new AppError("unavailable", "git gave no answer.", { cause });
  }
}
