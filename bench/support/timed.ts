import { spawn } from "node:child_process";

/** Milliseconds from the start of a program to its end, its output thrown away. */
export function timed(
  program: string,
  args: readonly string[],
  {
    env = process.env,
    exitCode = 0,
    quiet = false,
  }: { env?: NodeJS.ProcessEnv; exitCode?: number; quiet?: boolean } = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const errors = quiet ? "ignore" : "inherit";
    const child = spawn(program, [...args], { env, stdio: ["ignore", "ignore", errors] });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (code === exitCode) resolve(performance.now() - startedAt);
      else reject(new Error(`${program} ${args.join(" ")} ended with ${code ?? signal}.`));
    });
  });
}
