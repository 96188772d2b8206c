import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AppError } from "#lib/base/index.ts";

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

/** What git prints about the repository around `path`. Reads only, and runs nothing of that repository's. */
export async function git(path: string, ...args: readonly string[]): Promise<Buffer> {
  const options = {
    encoding: "buffer",
    env: environment(),
    maxBuffer: 1 << 26,
    timeout: 20_000,
  } as const;
  const { stdout } = await run("git", [...harmless, "-C", path, ...args], options);
  return stdout;
}

/** Throws `precondition_failed` where `path` is in no repository, `unavailable` where git cannot be run. */
export async function requireRepository(path: string): Promise<void> {
  try {
    await git(path, "rev-parse", "--git-dir");
  } catch (cause) {
    if (!saidNo(cause)) throw new AppError("unavailable", "git cannot be run.", { cause });
    const message = "This is not a repository that git can read here.";
    throw new AppError("precondition_failed", message, { cause });
  }
}

/** git ran and said no, as opposed to not having run or having been stopped. */
export function saidNo(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "number";
}
