import { Ratelimit, type RatelimitConfig } from "@upstash/ratelimit";
import type { Quota } from "./tiers.ts";

export interface Taken {
  readonly isAllowed: boolean;
  readonly remaining: number;
  /** When the window ends, in milliseconds of Unix time. */
  readonly resetAtMs: number;
}

/** Where requests are counted. */
export interface LimitStore {
  /** Takes one from what the key has left of this quota. Rejects when the store does not answer. */
  take(quotaName: string, quota: Quota, key: string): Promise<Taken>;
  close(): void;
}

/** The commands that the library's scripts need. */
export interface ScriptRunner {
  evalsha(sha1: string, keys: string[], args: unknown[]): Promise<unknown>;
  eval(script: string, keys: string[], args: unknown[]): Promise<unknown>;
}

type AnyAlgorithm = RatelimitConfig["limiter"];

/** Counts by one script per request, so that any number of processes share one exact limit. */
export function scriptStore(runner: ScriptRunner, close: () => void): LimitStore {
  return ratelimitStore(
    runner,
    (quota) => Ratelimit.slidingWindow(quota.limit, `${quota.windowSeconds} s`),
    close,
  );
}

export function ratelimitStore(
  runner: ScriptRunner,
  limiter: (quota: Quota) => AnyAlgorithm,
  close: () => void,
): LimitStore {
  const limits = new Map<string, Ratelimit>();
  const limitOf = (quotaName: string, quota: Quota) => {
    const known = limits.get(quotaName);
    if (known !== undefined) return known;
    const made = new Ratelimit({
      // It names three commands by type and calls two: those of a ScriptRunner.
      redis: runner as unknown as RatelimitConfig["redis"],
      limiter: limiter(quota),
      prefix: `etna:limits:${quotaName}`,
      // Its own timeout lets everything pass, and its cache refuses for longer than the window says.
      timeout: 0,
      ephemeralCache: false,
      enableTelemetry: false,
    });
    limits.set(quotaName, made);
    return made;
  };
  return {
    async take(quotaName, quota, key) {
      const { success, remaining, reset } = await limitOf(quotaName, quota).limit(key);
      return { isAllowed: success, remaining, resetAtMs: reset };
    },
    close,
  };
}
