import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProcessPlan {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** How long it may take to end by itself after SIGTERM. */
  readonly graceMs: number;
}

export interface ProcessEnd {
  readonly name: string;
  /** "exit code 1" or "signal SIGKILL". */
  readonly how: string;
  /** The last lines it wrote. */
  readonly tail: readonly string[];
}

export interface Supervisor {
  start(plan: ProcessPlan): void;
  /** Settles when a process ends that nobody asked to end. */
  readonly unexpectedEnd: Promise<ProcessEnd>;
  /** Ends every process, the newest first, each with all its children. Safe to call twice. */
  stop(): Promise<void>;
}

interface Running {
  readonly plan: ProcessPlan;
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

const tailLines = 30;

/** Starts long-running processes and passes their output on, line by line, with their name. */
export function createSupervisor(write: (name: string, line: string) => void): Supervisor {
  const running: Running[] = [];
  const end = Promise.withResolvers<ProcessEnd>();
  let stopping: Promise<void> | undefined;

  function start(plan: ProcessPlan): void {
    if (stopping !== undefined) return;
    // A process group of its own: a Ctrl-C in the terminal must reach this process alone, so that
    // the others end in order.
    const child = spawn(plan.program, [...plan.args], {
      cwd: plan.cwd,
      env: plan.env,
      detached: true,
      // The channel is there to close when this process is killed: see end-with-starter.ts.
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const tail: string[] = [];
    const onLine = (line: string): void => {
      tail.push(line);
      if (tail.length > tailLines) tail.shift();
      write(plan.name, line);
    };
    readLines(child.stdout, onLine);
    readLines(child.stderr, onLine);
    const ended = new Promise<void>((resolve) => {
      child.on("error", (error) => {
        if (stopping === undefined) end.resolve({ name: plan.name, how: error.message, tail });
        resolve();
      });
      child.on("close", (code, signal) => {
        const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
        if (stopping === undefined) end.resolve({ name: plan.name, how, tail });
        resolve();
      });
    });
    running.push({ plan, child, ended });
  }

  async function stopAll(): Promise<void> {
    for (const each of [...running].reverse()) await stopProcess(each);
  }

  return {
    start,
    unexpectedEnd: end.promise,
    stop: () => {
      stopping ??= stopAll();
      return stopping;
    },
  };
}

async function stopProcess({ plan, child, ended }: Running): Promise<void> {
  signalGroup(child, "SIGTERM");
  const patience = new AbortController();
  const tooLong = sleep(plan.graceMs, "too long", { signal: patience.signal }).catch(() => "");
  if ((await Promise.race([ended, tooLong])) === "too long") {
    signalGroup(child, "SIGKILL");
    await ended;
  }
  patience.abort();
  // Whatever the process itself started and left behind.
  signalGroup(child, "SIGKILL");
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function readLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = "";
  stream?.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  stream?.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}
