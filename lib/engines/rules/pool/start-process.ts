import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { dirname, join } from "node:path";

const compiledFolder = "../../../../node_modules/.cache/etna/compiled";

/** Beside this file, or below the repository's root, where every process of a server stands. */
function programFile(): string {
  const beside = join(import.meta.dirname ?? "", "scan-process.ts");
  return existsSync(beside)
    ? beside
    : join(process.cwd(), "lib/engines/rules/pool/scan-process.ts");
}

/**
 * A process, and no thread: the parser and the matcher are native code, which nothing ends within a
 * process, and whose crash is its end. Of the environment it gets nothing that it could give away.
 */
export function startScanProcess(): ChildProcess {
  const program = programFile();
  // What was compiled once is not compiled again: more than half of the time that it takes to start.
  const cache = getCompileCacheDir() ?? join(dirname(program), compiledFolder);
  // Not imported: the web's bundler would follow a program that the web never starts.
  const { fork } = process.getBuiltinModule("node:child_process");
  return fork(program, [], {
    serialization: "advanced",
    execArgv: ["--no-warnings"],
    env: {
      NODE_ENV: process.env.NODE_ENV,
      ...(process.env.PATH !== undefined && { PATH: process.env.PATH }),
      ...(process.env.SystemRoot !== undefined && { SystemRoot: process.env.SystemRoot }),
      NODE_COMPILE_CACHE: cache,
    },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}
