import { spawn } from "node:child_process";

/** A step that did not succeed; the message ends with the last the program said. */
export class StepError extends Error {
  /** @param {string} message @param {number} exitCode */
  constructor(message, exitCode) {
    super(message);
    this.name = "StepError";
    this.exitCode = exitCode;
  }
}

/**
 * Runs a program as one named step and says on standard error how long it took. Its output is shown
 * only when it fails: the step then throws a StepError.
 * @param {string} name @param {string} program @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<void>}
 */
export async function runStep(name, program, args, options) {
  const startedAt = performance.now();
  process.stderr.write(`  ${name} …`);
  const { exitCode, output } = await collect(program, args, options);
  process.stderr.write(` ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  if (exitCode === 0) return;
  const command = [program, ...args].join(" ");
  throw new StepError(`"${name}" failed (${command}):\n\n${output.trim()}`, exitCode);
}

/**
 * @param {string} program @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ exitCode: number, output: string }>}
 */
function collect(program, args, options) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...options,
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-8000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const onSignal = () => child.kill("SIGTERM");
    process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
    const end = (/** @type {number} */ exitCode) => {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
      resolve({ exitCode, output });
    };
    child.on("error", (error) => {
      output += error.message;
      end(127);
    });
    child.on("close", (code) => end(code ?? 130));
  });
}
