import { AppError } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { createLimits, type LimitKeys, type LimitResult, type Limits } from "./limits.ts";
import { memoryStore } from "./memory-store.ts";
import { redisStore } from "./redis-store.ts";
import type { LimitStore } from "./store.ts";
import { type LimitClass, scaledTiers } from "./tiers.ts";
import { upstashStore } from "./upstash-store.ts";

/** A server bundles this module several times over; in memory there must be one count all the same. */
const shared = globalThis as { etnaLimits?: Limits };

/** Counts one request in the store that the environment names. See `Limits`. */
export async function limit(name: LimitClass, keys: LimitKeys): Promise<LimitResult> {
  shared.etnaLimits ??= configuredLimits();
  return await shared.etnaLimits.limit(name, keys);
}

function configuredLimits(): Limits {
  const storeTimeoutMs = 1000;
  const keySecret = config().ETNA_LINK_SECRET ?? "";
  return createLimits(configuredStore(storeTimeoutMs), {
    keySecret,
    storeTimeoutMs,
    tiers: scaledTiers(config().ETNA_LIMIT_SCALE),
  });
}

function configuredStore(timeoutMs: number): LimitStore {
  const { REDIS_URL, UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN } = config();
  if (REDIS_URL !== undefined) return redisStore(REDIS_URL);
  if (UPSTASH_REDIS_REST_URL === undefined) return memoryStore();
  if (UPSTASH_REDIS_REST_TOKEN === undefined) {
    throw new AppError("invalid_input", "UPSTASH_REDIS_REST_TOKEN is not set.");
  }
  return upstashStore(UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN, timeoutMs);
}
