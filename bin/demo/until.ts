import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#lib/base/index.ts";

const pauseMs = 100;
const patienceMs = 5 * 60 * 1000;

/**
 * Asks until there is an answer. Throws `unavailable` after five minutes, and `signal.reason` when
 * aborted.
 */
export async function until<T>(
  what: string,
  signal: AbortSignal,
  ask: () => Promise<T | null>,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== null) return answer;
    await sleep(pauseMs, undefined, { signal });
  }
  throw new AppError("unavailable", `${what} did not come within five minutes.`);
}
