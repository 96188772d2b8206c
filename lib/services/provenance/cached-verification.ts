import { log } from "#lib/platform/log/index.ts";
import { type PublicVerification, readVerification } from "./read-verification.ts";

/** How old an answer may be. A revocation or a merge shows this much later at the most. */
export const verificationMaxAgeMs = 5_000;
const maxEntries = 2_000;

interface Entry<T> {
  readonly value: T;
  readonly madeAtMs: number;
}

/**
 * The verification of a fix as `render` shapes it, at most five seconds old, so that a page that
 * many look at costs one look. When the database does not answer, the last answer stands.
 */
export function cachedVerification<T>(render: (verification: PublicVerification) => T) {
  const entries = new Map<string, Entry<T>>();
  const underWay = new Map<string, Promise<T | null>>();

  async function refresh(fixId: string): Promise<T | null> {
    const verification = await readVerification(fixId);
    if (verification === null) return null;
    const value = render(verification);
    entries.delete(fixId);
    entries.set(fixId, { value, madeAtMs: Date.now() });
    const oldest = entries.keys().next().value;
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    return value;
  }

  return async (fixId: string): Promise<T | null> => {
    const entry = entries.get(fixId);
    if (entry !== undefined && Date.now() - entry.madeAtMs < verificationMaxAgeMs) {
      return entry.value;
    }
    const pending = underWay.get(fixId) ?? refresh(fixId).finally(() => underWay.delete(fixId));
    underWay.set(fixId, pending);
    try {
      return await pending;
    } catch (error) {
      if (entry === undefined) throw error;
      log.warn({ err: error, fixId }, "verification answered from memory");
      return entry.value;
    }
  };
}
