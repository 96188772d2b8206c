import { realpath } from "node:fs/promises";
import { AppError, isAppError } from "#lib/base/index.ts";
import { git, requireRepository, saidNo } from "./ask-git.ts";
import { visible } from "./visible.ts";

/** Git's id of every file of the folder in the merge base, by the path in the folder. */
export type Base = ReadonlyMap<string, string>;

/**
 * The files of the commit at which HEAD and `revision` parted. Throws `invalid_input` with what to do
 * where there is no repository, no such revision or too little history, and `unavailable`.
 */
export async function baseOf(folder: string, revision: string): Promise<Base> {
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
