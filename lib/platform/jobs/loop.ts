import { setTimeout as sleep } from "node:timers/promises";
import { log } from "#lib/platform/log/index.ts";

export interface Loop {
  stop(): Promise<void>;
}

const maxPauseMs = 30_000;

/**
 * Runs `work` again and again, `pauseMs` after each end. A failure is logged and tried again, each
 * time after twice the pause, so that a long fault does not fill the log.
 */
export function every(pauseMs: number, name: string, work: () => Promise<void>): Loop {
  const stopped = new AbortController();
  const done = run();
  return {
    stop: async () => {
      stopped.abort();
      await done;
    },
  };

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopped.signal.aborted) {
      try {
        await work();
        failures = 0;
      } catch (error) {
        failures++;
        log.error({ err: error, loop: name }, "a loop of the worker failed; it goes on");
      }
      const pause = failures === 0 ? pauseMs : Math.min(pauseMs * 2 ** failures, maxPauseMs);
      await sleep(pause, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }
}
