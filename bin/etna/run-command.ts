import { isAppError } from "#lib/base/index.ts";

/**
 * Runs a command and sets the exit code: its own answer (0 fine, 1 the answer is no), 2 for wrong
 * use, 3 when it could not finish. What went wrong goes to stderr, in words for a person.
 */
export async function runCommand(name: string, run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    if (!isAppError(error)) throw error;
    process.stderr.write(`etna ${name}: ${error.message}\n`);
    process.exitCode = error.code === "invalid_input" ? 2 : 3;
  }
}

/** commander's own complaints are wrong use; its help is not. */
export function exitForUsage(error: { readonly exitCode: number }): never {
  process.exit(error.exitCode === 0 ? 0 : 2);
}

/** Writes all of it before going on: a pipe may be slower than the program. */
export function writeOut(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      // A reader such as `head` that has enough is no failure.
      if (!error || ("code" in error && error.code === "EPIPE")) resolve();
      else reject(error);
    });
  });
}
