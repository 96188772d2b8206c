import type { RatelimitConfig } from "@upstash/ratelimit";
import { type LimitStore, ratelimitStore } from "./store.ts";
import type { Quota } from "./tiers.ts";

type Limiter = RatelimitConfig["limiter"];

interface Count {
  readonly window: number;
  readonly previous: number;
  current: number;
}

/** Beyond this, the oldest are forgotten: a flood of keys must not fill the memory. */
const maxKeys = 100_000;

/** Counts in this process alone, as the library's scripts do in a store. */
export function memoryStore(): LimitStore {
  const noScripts = { evalsha: unused, eval: unused };
  return ratelimitStore(
    noScripts,
    (quota) => slidingWindow(quota),
    () => undefined,
  );
}

async function unused(): Promise<never> {
  throw new Error("Memory runs no scripts.");
}

/** The previous window counts by the share of it that the sliding window still covers. */
function slidingWindow({ limit, windowSeconds }: Quota): Limiter {
  const windowMs = windowSeconds * 1000;
  const counts = new Map<string, Count>();

  const look = (key: string) => {
    const atMs = Date.now();
    const window = Math.floor(atMs / windowMs);
    const count = countIn(window, counts.get(key));
    const share = 1 - (atMs % windowMs) / windowMs;
    const used = Math.floor(share * count.previous) + count.current;
    return { count, window, remaining: Math.max(0, limit - used), reset: (window + 1) * windowMs };
  };

  return () => ({
    async limit(_context, key, rate = 1) {
      const { count, window, remaining, reset } = look(key);
      const answer = { limit, reset, pending: Promise.resolve() };
      if (remaining < rate) return { ...answer, success: false, remaining: 0 };
      count.current += rate;
      // Set anew, so that the order of the map is the order of age.
      counts.delete(key);
      counts.set(key, count);
      forgetOldest(counts, window);
      return { ...answer, success: true, remaining: remaining - rate };
    },
    async getRemaining(_context, key) {
      const { remaining, reset } = look(key);
      return { remaining, reset, limit };
    },
    async resetTokens(_context, key) {
      counts.delete(key);
    },
  });
}

function countIn(window: number, known: Count | undefined): Count {
  if (known?.window === window) return known;
  const previous = known?.window === window - 1 ? known.current : 0;
  return { window, previous, current: 0 };
}

function forgetOldest(counts: Map<string, Count>, window: number): void {
  for (const [key, count] of counts) {
    if (count.window >= window - 1 && counts.size <= maxKeys) return;
    counts.delete(key);
  }
}
