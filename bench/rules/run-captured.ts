import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AppError } from "#lib/base/index.ts";

const run = promisify(execFile);

/** Runs a program to its end. Throws `unavailable` with its last words where it fails. */
export async function runCaptured(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(program, args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : "";
    const last = said.split("\n").at(-1) ?? "";
    throw new AppError("unavailable", `${program} ${args[0] ?? ""} failed. ${last}`, { cause });
  }
}
