// Loaded into a worker with --import: ends or holds the process at one exact point of one step, by
// wrapping what the step goes through (the durable step itself, its commits, its git calls).
import { AsyncLocalStorage } from "node:async_hooks";
import childProcess from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { DBOS } from "@dbos-inc/dbos-sdk";
import pg from "pg";
import type { Order } from "./worker-process.ts";

const orderFile = process.env.ETNA_TEST_ORDER ?? "";
const step = new AsyncLocalStorage<string>();

function order(): Order | null {
  try {
    return JSON.parse(readFileSync(orderFile, "utf8")) as Order;
  } catch {
    return null;
  }
}

/** True when the order is to hold here. A kill does not return. */
function reached(point: string): boolean {
  const now = order();
  if (now?.point !== point) return false;
  appendFileSync(`${orderFile}.reached`, `${point}\n`);
  if (now.action === "kill") process.kill(process.pid, "SIGKILL");
  return now.action === "hold";
}

async function pass(point: string): Promise<void> {
  if (!reached(point)) return;
  while (order()?.point === point) await sleep(20);
}

const runStep = DBOS.runStep.bind(DBOS);
DBOS.runStep = async <T>(work: () => Promise<T>, config: { name?: string } = {}): Promise<T> => {
  const name = config.name ?? "";
  let ran = false;
  const result = await runStep(
    () =>
      step.run(name, async () => {
        ran = true;
        await pass(`${name}: begun`);
        const value = await work();
        await pass(`${name}: done, not recorded`);
        return value;
      }),
    config,
  );
  if (ran) await pass(`${name}: recorded`);
  return result;
};

type Query = (this: pg.Client, ...args: unknown[]) => unknown;
const client = pg.Client.prototype as unknown as { query: Query };
const { query } = client;
const written = new WeakMap<pg.Client, Set<string>>();
client.query = function (...args) {
  const [first] = args;
  const text = String(typeof first === "string" ? first : (first as { text?: unknown }).text);
  const name = step.getStore();
  if (name === undefined) return query.apply(this, args);
  if (text === "BEGIN") written.set(this, new Set());
  const table = /^(?:INSERT INTO|UPDATE) "public"\."(\w+)"/.exec(text)?.[1];
  if (table !== undefined) written.get(this)?.add(table);
  if (text !== "COMMIT") return query.apply(this, args);
  const points = [...(written.get(this) ?? [])].map((table) => `${name}: commit of ${table}`);
  return (async () => {
    for (const point of points) await pass(`${point} not yet sent`);
    const result = await query.apply(this, args);
    for (const point of points) await pass(`${point} confirmed`);
    return result;
  })();
};

type ExecFile = (file: string, args: readonly string[], ...rest: unknown[]) => unknown;
const program = childProcess as unknown as { execFile: ExecFile };
const { execFile } = program;
program.execFile = (file, args, ...rest) => {
  const name = step.getStore();
  const callback = rest.at(-1);
  if (!args.includes("update-ref") || name === undefined || typeof callback !== "function") {
    return execFile(file, args, ...rest);
  }
  reached(`${name}: branch not yet made`);
  return execFile(file, args, ...rest.slice(0, -1), (...outcome: unknown[]) => {
    reached(`${name}: branch made`);
    callback(...outcome);
  });
};
syncBuiltinESMExports();
