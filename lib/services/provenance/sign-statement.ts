import { AppError } from "#lib/base/index.ts";
import {
  assembleBundle,
  type Bundle,
  type Disclosable,
  type EntryPromise,
  entryBody,
  newSalt,
  signEnvelope,
  withhold,
} from "#lib/engines/verify/index.ts";
import { holdSigningKey, type Tx } from "#lib/platform/db/index.ts";
import type { AppendEntry } from "./mutate-logged.ts";
import type { OpenedKey } from "./signing-keys.ts";

export interface Names {
  /** The name in the open, or a commitment to it. */
  name(field: string, value: string): Disclosable;
  /** What opens each commitment, for the organization alone. */
  readonly openings: Readonly<Record<string, { readonly value: string; readonly salt: string }>>;
}

/** With `isPublic` false every name becomes a salted commitment. */
export function openNames(isPublic: boolean): Names {
  const openings: Record<string, { value: string; salt: string }> = {};
  return {
    openings,
    name(field, value) {
      if (isPublic) return value;
      const opening = { value, salt: newSalt() };
      openings[field] = opening;
      return withhold(opening.value, opening.salt);
    },
  };
}

/**
 * Signs and logs a payload inside the transaction of `append`. The key stays in force until that
 * ends: one that was retired meanwhile throws `unavailable`, and a next attempt takes its successor.
 */
export async function signStatement(
  tx: Tx,
  append: AppendEntry,
  key: OpenedKey,
  payload: Uint8Array,
): Promise<{ readonly bundle: Bundle; readonly entry: EntryPromise }> {
  if (!(await holdSigningKey(tx, key.id))) {
    throw new AppError("unavailable", "The signing key was changed meanwhile. Try again.");
  }
  const envelope = await signEnvelope(payload, key.signer);
  const logged = await append(entryBody(envelope, key.spki));
  if (logged.entry.integratedTime < Math.floor(key.validFrom.getTime() / 1000)) {
    throw new AppError("unavailable", "This machine’s clock is behind the one that made the key.");
  }
  const bundle = assembleBundle({ envelope, spki: key.spki, ...logged });
  return { bundle, entry: logged.entry };
}
