import { log } from "#lib/platform/log/index.ts";

export interface Circuit {
  /** What `work` gives, or null when it fails, is too slow, or was not tried because it just failed. */
  through<T>(work: () => Promise<T>): Promise<T | null>;
}

/**
 * A dead store costs one request its timeout, and the others nothing till `restMs` are over; then
 * one request tries again while the others still do not wait.
 */
export function startCircuit(timeoutMs: number, restMs: number): Circuit {
  let restsUntilMs: number | null = null;
  let isProbing = false;

  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      const result = await within(timeoutMs, work());
      if (restsUntilMs !== null) log.info("The store of the rate limits answers again.");
      restsUntilMs = null;
      return result;
    } catch (error) {
      if (restsUntilMs === null) log.warn({ err: error }, "The store of the rate limits is down.");
      restsUntilMs = performance.now() + restMs;
      return null;
    }
  }

  return {
    async through(work) {
      if (restsUntilMs === null) return await attempt(work);
      if (isProbing || performance.now() < restsUntilMs) return null;
      isProbing = true;
      try {
        return await attempt(work);
      } finally {
        isProbing = false;
      }
    },
  };
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("The store did not answer in time.")), timeoutMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
