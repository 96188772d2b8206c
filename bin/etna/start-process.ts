import { type ChildProcess, spawn } from "node:child_process";
import { Readable, Writable } from "node:stream";
import type { RunningProcess, StartProcess } from "#lib/engines/adversary/index.ts";

/** Of our own environment a program gets no more than it needs to be found and to find its home. */
const inherited = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SystemRoot", "USERPROFILE"];

const running = new Set<ChildProcess>();

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function killAll(): void {
  for (const child of running) killGroup(child);
}

/** Whoever else listens decides when we end; where nobody does, we end as we would have. */
function onSignal(signal: NodeJS.Signals): void {
  killAll();
  process.off(signal, onSignal);
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function watchOverEnd(child: ChildProcess): void {
  if (running.size === 0) {
    process.on("exit", killAll);
    for (const signal of signals) process.on(signal, onSignal);
  }
  running.add(child);
}

function forget(child: ChildProcess): void {
  running.delete(child);
  if (running.size > 0) return;
  process.off("exit", killAll);
  for (const signal of signals) process.off(signal, onSignal);
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
    env: { NODE_ENV: process.env.NODE_ENV, ...Object.fromEntries(ours), ...environment },
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  watchOverEnd(child);
  const ended = new Promise<Awaited<RunningProcess["ended"]>>((resolve) => {
    const end = (code: number | null, started: boolean) => {
      forget(child);
      resolve({ code, started });
    };
    child.once("error", () => end(null, child.pid !== undefined));
    child.once("exit", (code) => end(code, true));
  });
  return {
    stdin: Writable.toWeb(child.stdin),
    stdout: Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>,
    stderr: Readable.toWeb(child.stderr) as ReadableStream<Uint8Array>,
    ended,
    kill: () => killGroup(child),
  };
};
