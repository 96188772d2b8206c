import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Several processes may use one server (`npm start` and an `etna audit check` beside it). Each
 * leaves a file named by its pid; whoever leaves last stops the server.
 */
export async function addHolder(directory: string, pid: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, String(pid)), "");
}

/** Removes `pid` and every dead process; returns how many living holders remain. */
export async function removeHolder(directory: string, pid: number): Promise<number> {
  const names = await readdir(directory).catch(() => []);
  let living = 0;
  for (const name of names.filter((entry) => /^\d+$/.test(entry))) {
    if (Number(name) !== pid && isAlive(Number(name))) living += 1;
    else await rm(join(directory, name), { force: true });
  }
  return living;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const lockLifetimeMs = 120_000;

/**
 * Runs `action`, which takes well under `lifetimeMs`, while no other process runs one under the same
 * lock. A lock that is older, or whose owner is dead, is taken over.
 */
export async function withLock<T>(
  lockFile: string,
  action: () => Promise<T>,
  lifetimeMs = lockLifetimeMs,
): Promise<T> {
  await mkdir(dirname(lockFile), { recursive: true });
  while (!(await tryLock(lockFile, lifetimeMs))) await sleep(50);
  try {
    return await action();
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function tryLock(lockFile: string, lifetimeMs: number): Promise<boolean> {
  // A link appears with its content in one step, so a lock always names its owner.
  const own = `${lockFile}.${process.pid}-${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, lockFile);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(own, { force: true });
  }
  const owner = await readFile(lockFile, "utf8").catch(() => "");
  const madeAt = await stat(lockFile).catch(() => null);
  const tooOld = madeAt !== null && Date.now() - madeAt.mtimeMs > lifetimeMs;
  if (tooOld || (owner !== "" && !isAlive(Number(owner)))) await rm(lockFile, { force: true });
  return false;
}
