import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { AppError, isAppError } from "#lib/base/index.ts";
import type { GitRevision } from "#lib/engines/verify/index.ts";

const run = promisify(execFile);

/** Nothing of the clone's own settings may run a program, reach a network or swap an object. */
const harmless = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["protocol.allow", "never"],
].flatMap(([name, value]) => ["-c", `${name}=${value}`]);

function environment(): NodeJS.ProcessEnv {
  const own = { ...process.env };
  for (const name of Object.keys(own)) if (name.startsWith("GIT_")) delete own[name];
  return {
    ...own,
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
}

async function git(path: string, ...args: readonly string[]): Promise<Buffer> {
  const options = {
    encoding: "buffer",
    env: environment(),
    maxBuffer: 1 << 22,
    timeout: 20_000,
  } as const;
  const { stdout } = await run("git", [...harmless, "-C", path, ...args], options);
  return stdout;
}

/**
 * The commit as a clone holds it, its hash computed anew, or null when the clone has no such commit.
 * Reads only. Throws `precondition_failed` when `path` is no repository, `unavailable` when git
 * cannot be run.
 */
export async function readRevision(path: string, commit: string): Promise<GitRevision | null> {
  try {
    await git(path, "rev-parse", "--git-dir");
  } catch (cause) {
    if (!hasExitCode(cause)) throw new AppError("unavailable", "git cannot be run.", { cause });
    const message = "This is not a repository that git can read here.";
    throw new AppError("precondition_failed", message, { cause });
  }
  try {
    await git(path, "cat-file", "-e", `${commit}^{commit}`);
  } catch (cause) {
    if (hasExitCode(cause)) return null;
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

/** git ran and said no, as opposed to not having run or having been stopped. */
function hasExitCode(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "number";
}
