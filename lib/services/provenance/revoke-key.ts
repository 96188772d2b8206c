import { AppError } from "#lib/base/index.ts";
import { isoSeconds } from "#lib/engines/verify/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { type Actor, mutate, requirePermission } from "#lib/services/audit/index.ts";
import { askToPublishKeys } from "#lib/services/organizations/index.ts";
import { lockKey, momentOfChange } from "./change-keys.ts";
import { prepareKey } from "./prepare-key.ts";
import { bindKey } from "./signing-keys.ts";

/** Why a key is taken back, in the words that `keys.json` tells everyone. */
export const revocationReasons = {
  compromised: "The key may be in other hands",
  misused: "The key signed what it should not have",
  superseded: "The key was replaced",
  ended: "The key is no longer needed",
} as const;

export type RevocationReason = keyof typeof revocationReasons;

/** keys.json takes 200 characters for both. */
export const maxRevocationNote = 140;

export interface Revocation {
  readonly reason: RevocationReason;
  /** Public, as the reason is; empty for none. */
  readonly note: string;
  /** Signatures from then on do not count. Null for this moment. */
  readonly since: Date | null;
}

/**
 * Takes a key back: what it signed at or after `since` no longer verifies, what it signed before
 * stays good. A key in force is followed by a fresh one at once. A revocation may be moved to an
 * earlier time and never to a later one: that throws `conflict`. Throws `invalid_input` for a time
 * that has not come.
 */
export async function revokeKey(
  actor: Actor,
  organizationId: string,
  keyId: string,
  { reason, note, since }: Revocation,
): Promise<{ readonly inForce: string | null }> {
  await requirePermission(actor, "key.revoke", organizationId);
  if (since !== null && !(since.getTime() <= Date.now())) {
    throw new AppError("invalid_input", "A key cannot be revoked from a time that has not come.");
  }
  const text = [revocationReasons[reason], note.trim()].filter(Boolean).join(". ");
  const known = await readAs({ organizationId }, (db) =>
    db.signingKey.findFirst({ where: { id: keyId, organizationId } }),
  );
  const isInForce = known !== null && known.validUntil === null && known.revokedAt === null;
  const fresh = isInForce ? await prepareKey(organizationId) : null;
  const target = { type: "signing_key", id: keyId };
  return await mutate(actor, "key.revoke", target, async (tx, trail) => {
    const key = await lockKey(tx, organizationId, keyId);
    const now = await momentOfChange(tx);
    const at = new Date(Math.max((since ?? now).getTime(), key.validFrom.getTime()));
    if (key.revokedAt !== null && key.revokedAt <= at) {
      throw new AppError("conflict", "This key is revoked already, from then or from before.");
    }
    const ends = key.validUntil === null;
    if (ends && fresh === null) {
      throw new AppError("conflict", "The keys changed meanwhile. Look at the page again.");
    }
    await tx.signingKey.updateMany({
      where: { id: keyId },
      data: { revokedAt: at, revokedReason: text, ...(ends && { validUntil: now }) },
    });
    const follows = ends && fresh !== null;
    if (follows) await bindKey(tx, organizationId, fresh, now);
    await askToPublishKeys(tx, organizationId, `${keyId}-revoked-${at.getTime()}`);
    trail.note({ key: key.hint, since: isoSeconds(at), reason, note: note.trim() });
    return { inForce: follows ? fresh.id : null };
  });
}
