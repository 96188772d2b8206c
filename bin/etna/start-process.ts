import { type ChildProcess, spawn } from "node:child_process";
import { Readable, Writable } from "node:stream";
import type { StartProcess } from "#lib/engines/adversary/index.ts";

/** Of our own environment a program gets no more than it needs to be found and to find its home. */
const inherited = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SystemRoot", "USERPROFILE"];

const running = new Set<ChildProcess>();

function killAll(): void {
  for (const child of running) killGroup(child);
}

/** On Windows there are no groups of processes: there its children are told by their closed pipes. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // It is gone already.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/**
 * Child processes for the command line alone. Each has a group of its own, so that what it starts ends with it;
 * therefore an interrupt does not reach it, and it is ended when we end.
 */
export const startProcess: StartProcess = ([program = "", ...given], environment) => {
  const ours = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const child = spawn(program, given, {
    detached: process.platform !== "win32",
    env: { NODE_ENV: "production", ...Object.fromEntries(ours), ...environment },
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  if (running.size === 0) process.once("exit", killAll);
  running.add(child);
  const ended = new Promise<{ readonly code: number | null; readonly started: boolean }>(
    (resolve) => {
      child.once("error", () => resolve({ code: null, started: child.pid !== undefined }));
      child.once("exit", (code) => resolve({ code, started: true }));
    },
  );
  ended.then(() => {
    running.delete(child);
    if (running.size === 0) process.off("exit", killAll);
  });
  return {
    stdin: Writable.toWeb(child.stdin),
    stdout: Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>,
    stderr: Readable.toWeb(child.stderr) as ReadableStream<Uint8Array>,
    ended,
    kill: () => killGroup(child),
  };
};
