import { setTimeout as sleep } from "node:timers/promises";
import { log } from "#lib/platform/log/index.ts";

export interface Loop {
  stop(): Promise<void>;
}

/** Runs `work` again and again, `pauseMs` after each end. A failure is logged and tried again. */
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
    while (!stopped.signal.aborted) {
      try {
        await work();
      } catch (error) {
        log.error({ err: error, loop: name }, "a loop of the worker failed; it goes on");
      }
      await sleep(pauseMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }
}
