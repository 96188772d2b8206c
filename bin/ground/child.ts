import { spawn } from "node:child_process";
import { root } from "./paths.ts";

/** Runs a program to its end on this terminal. Returns its exit code; a signal to us goes to it. */
export function runProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { cwd: root, env, stdio: "inherit" });
    const forward = (signal: NodeJS.Signals): void => {
      child.kill(signal);
    };
    process.on("SIGINT", forward).on("SIGTERM", forward);
    child.on("error", reject);
    child.on("exit", (code) => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      resolve(code ?? 130);
    });
  });
}

/** Runs a script of a package with this Node. */
export function runScript(
  script: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<number> {
  return runProgram(process.execPath, [script, ...args], env);
}
