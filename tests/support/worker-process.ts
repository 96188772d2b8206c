import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually, type World } from "./world.ts";

const root = join(import.meta.dirname, "../..");

/** What a worker does when a workflow reaches one point of one step. */
export interface Order {
  /** Such as `branch: begun`; worker-points.ts has them all. */
  readonly point: string;
  readonly action: "kill" | "hold";
}

export interface WorkerProcess {
  readonly pid: number;
  /** Resolves with the signal that ended the process, null where it left by itself. */
  readonly ended: Promise<string | null>;
  /** What it wrote to standard error. */
  errors(): string;
  stop(): Promise<void>;
}

/** A worker as production runs it, as a process of its own, that obeys orders given beforehand. */
export async function startWorkerProcess(world: World): Promise<WorkerProcess> {
  const child = fork(join(root, "bin/worker.ts"), {
    cwd: root,
    execArgv: ["--import", join(import.meta.dirname, "worker-points.ts")],
    env: {
      ...world.environment,
      PATH: process.env.PATH,
      ETNA_LOG_LEVEL: process.env.ETNA_TEST_WORKER_LOG ?? "error",
      ETNA_WORKER_DEAD_AFTER_MS: "600",
      ETNA_TEST_ORDER: orderFile(world),
      // The same code is loaded dozens of times.
      NODE_COMPILE_CACHE: join(root, ".etna/test-compile-cache"),
    } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let text = "";
  child.stderr?.on("data", (chunk) => {
    text += String(chunk);
  });
  const ended = once(child, "exit").then(([, signal]) => signal as string | null);
  await Promise.race([once(child, "message"), ended]);
  const errors = () => text;
  if (child.pid === undefined) throw new Error(`The worker did not start. ${text}`);
  return { pid: child.pid, ended, errors, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  await ended;
}

/** From now on this order holds, or none. */
export async function give(world: World, order: Order | null): Promise<void> {
  await rm(`${orderFile(world)}.reached`, { force: true });
  const file = orderFile(world);
  if (order === null) await rm(file, { force: true });
  else await writeFile(file, JSON.stringify(order));
}

/** Waits until a worker has come to the point of the order. */
export async function untilReached(world: World): Promise<void> {
  await eventually("the point of the order", () =>
    readFile(`${orderFile(world)}.reached`, "utf8").catch(() => null),
  );
}

function orderFile(world: World): string {
  return join(world.folder, "order.json");
}
