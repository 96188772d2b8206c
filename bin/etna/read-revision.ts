import { createHash } from "node:crypto";
import { AppError, isAppError } from "#lib/base/index.ts";
import type { GitRevision } from "#lib/engines/verify/index.ts";
import { git, requireRepository, saidNo } from "./ask-git.ts";

/**
 * The commit as a clone holds it, its hash computed anew, or null when the clone has no such commit.
 * Reads only. Throws `precondition_failed` when `path` is no repository, `unavailable` when git
 * cannot be run.
 */
export async function readRevision(path: string, commit: string): Promise<GitRevision | null> {
  await requireRepository(path);
  try {
    await git(path, "cat-file", "-e", `${commit}^{commit}`);
  } catch (cause) {
    if (saidNo(cause)) return null;
    throw new AppError("unavailable", "git did not answer about the commit.", { cause });
  }
  try {
    const content = await git(path, "cat-file", "commit", commit);
    const hash = createHash(commit.length === 64 ? "sha256" : "sha1");
    const actual = hash.update(`commit ${content.length}\0`).update(content).digest("hex");
    const [, tree] = /^tree ([0-9a-f]{40,64})\n/.exec(content.toString("latin1")) ?? [];
    if (tree === undefined) throw new AppError("unavailable", "The commit names no tree.");
    return { commit: actual, tree };
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    throw new AppError("unavailable", "git could not read the commit.", { cause });
  }
}
