import { spawn } from "node:child_process";

export interface CommandResult {
  readonly exitCode: number;
  /** stdout and stderr together, in the order they came. */
  readonly output: string;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Runs a program to its end, as `account` when one is given. Rejects only when it cannot be started. */
export function runCommand(
  program: string,
  args: readonly string[],
  account?: Account,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const { PATH, SystemRoot, NODE_ENV } = process.env;
    const child = spawn(program, args, {
      ...account,
      cwd: "/",
      // Nothing else of the caller's: not its secrets, nor a PGDATA that would redirect the server.
      env: { PATH, SystemRoot, NODE_ENV, HOME: "/", LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on("error", reject);
    // "exit", not "close": the daemon that pg_ctl leaves behind may hold the pipes open.
    child.on("exit", (code) => {
      setImmediate(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ exitCode: code ?? 1, output: output.trim() });
      });
    });
  });
}
