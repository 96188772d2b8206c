import { log } from "#lib/platform/log/index.ts";

/** How old an answer may be. A revocation or a merge shows this much later at the most. */
export const verificationMaxAgeMs = 5_000;
const maxEntries = 2_000;

interface Entry<T> {
  readonly value: T;
  readonly madeAtMs: number;
}

/**
 * The verification of a fix or a report that `read` makes, as `render` shapes it, at most five seconds
 * old, so that a page that many look at costs one look. When the database does not answer, the last
 * answer stands.
 */
export function cachedVerification<V, T>(
  read: (id: string) => Promise<V | null>,
  render: (verification: V) => T,
) {
  const entries = new Map<string, Entry<T>>();
  const underWay = new Map<string, Promise<T | null>>();

  async function refresh(id: string): Promise<T | null> {
    const verification = await read(id);
    if (verification === null) return null;
    const value = render(verification);
    entries.delete(id);
    entries.set(id, { value, madeAtMs: Date.now() });
    const oldest = entries.keys().next().value;
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    return value;
  }

  return async (id: string): Promise<T | null> => {
    const entry = entries.get(id);
    if (entry !== undefined && Date.now() - entry.madeAtMs < verificationMaxAgeMs) {
      return entry.value;
    }
    const pending = underWay.get(id) ?? refresh(id).finally(() => underWay.delete(id));
    underWay.set(id, pending);
    try {
      return await pending;
    } catch (error) {
      if (entry === undefined) throw error;
      log.warn({ err: error, id }, "verification answered from memory");
      return entry.value;
    }
  };
}
