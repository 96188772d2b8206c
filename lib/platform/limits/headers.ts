import type { LimitResult } from "./limits.ts";

/**
 * `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10), for every answer,
 * and `Retry-After` in seconds (RFC 9110 §10.2.3) for a refusal.
 */
export function rateLimitHeaders(result: LimitResult): Record<string, string> {
  const { policy, limit, windowSeconds, remaining, resetAt, retryAfterSeconds } = result;
  const retryAfter: Record<string, string> = result.allowed
    ? {}
    : { "Retry-After": String(retryAfterSeconds) };
  // While the store is down nobody knows what is left.
  if (result.storeDown) return retryAfter;
  const tillReset = Math.max(0, Math.ceil((resetAt.getTime() - Date.now()) / 1000));
  const seconds = result.allowed ? tillReset : retryAfterSeconds;
  return {
    "RateLimit-Policy": `"${policy}";q=${limit};w=${windowSeconds}`,
    RateLimit: `"${policy}";r=${remaining};t=${seconds}`,
    ...retryAfter,
  };
}
