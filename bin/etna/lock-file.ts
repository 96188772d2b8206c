import { readFile, rm, writeFile } from "node:fs/promises";
import { AppError } from "#lib/base/index.ts";

/**
 * Keeps a file for this process, by a file beside it that holds the process’s number. What a killed process left
 * is taken over. Throws `invalid_input` where another process has it. The answer gives it free.
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  for (let tries = 0; tries < 3; tries++) {
    try {
      await writeFile(lock, String(process.pid), { flag: "wx", mode: 0o600 });
      return () => rm(lock, { force: true });
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) {
        throw new AppError("invalid_input", `${lock} cannot be written.`, { cause });
      }
    }
    const holder = Number(await readFile(lock, "utf8").catch(() => ""));
    if (holder > 0 && isRunning(holder)) {
      throw new AppError("invalid_input", `${path} is in use by the process ${holder}.`);
    }
    await rm(lock, { force: true });
  }
  throw new AppError("invalid_input", `${path} is in use by another process.`);
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another person’s process is one, too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
