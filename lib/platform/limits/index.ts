export { clientAddress } from "./client-address.ts";
export { limit } from "./configured.ts";
export { rateLimitHeaders } from "./headers.ts";
export { createLimits, type LimitKeys, type LimitResult, type Limits } from "./limits.ts";
export { memoryStore } from "./memory-store.ts";
export { redisStore } from "./redis-store.ts";
export type { LimitStore } from "./store.ts";
export { type LimitClass, type Tier, tiers } from "./tiers.ts";
export { upstashStore } from "./upstash-store.ts";
