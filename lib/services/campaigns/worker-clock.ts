import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "#lib/engines/adversary/index.ts";

export const workerClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    // Called off is over as well: whoever waits looks at the signal.
    await pause(ms, undefined, { signal }).catch(() => undefined);
  },
};
