import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#lib/base/index.ts";

/** Waits for an HTTP answer below 500. Throws `unavailable` after `timeoutMs`. */
export async function waitUntilAnswering(url: string, timeoutMs: number): Promise<undefined> {
  const deadline = performance.now() + timeoutMs;
  let last = "nothing listens yet";
  while (performance.now() < deadline) {
    try {
      const response = await fetch(url, {
        redirect: "manual",
        signal: AbortSignal.timeout(10_000),
      });
      await response.body?.cancel();
      if (response.status < 500) return undefined;
      last = `status ${response.status}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(100);
  }
  throw new AppError("unavailable", `${url} does not answer after ${timeoutMs / 1000} s.`, {
    cause: new Error(last),
  });
}
