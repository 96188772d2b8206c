import { setTimeout as sleep } from "node:timers/promises";

/** Asks every 50 ms until there is an answer; gives up after two minutes, or `minutes`. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null>,
  minutes = 2,
): Promise<T> {
  const deadline = performance.now() + minutes * 60_000;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== null) return answer;
    await sleep(50);
  }
  throw new Error(`${what} did not come within ${minutes} minutes.`);
}
