import { AppError } from "#lib/base/index.ts";
import { type Actor, mutate, requirePermission } from "#lib/services/audit/index.ts";
import { lockKey, momentOfChange } from "./change-keys.ts";
import { prepareKey } from "./prepare-key.ts";
import { bindKey } from "./signing-keys.ts";

/**
 * Retires the key in force and puts a fresh one in its place, from this moment on. What the former
 * one signed stays good; a signature under way is made with one or the other. Throws `conflict` where
 * `keyId` is not in force.
 */
export async function rotateKey(
  actor: Actor,
  organizationId: string,
  keyId: string,
): Promise<{ readonly id: string }> {
  await requirePermission(actor, "key.rotate", organizationId);
  const fresh = await prepareKey(organizationId);
  const target = { type: "signing_key", id: keyId };
  return await mutate(actor, "key.rotate", target, async (tx, trail) => {
    const key = await lockKey(tx, organizationId, keyId);
    if (key.validUntil !== null || key.revokedAt !== null) {
      throw new AppError("conflict", "This key is not in force any more. Look at the page again.");
    }
    const at = await momentOfChange(tx);
    await tx.signingKey.updateMany({ where: { id: keyId }, data: { validUntil: at } });
    const { hint } = await bindKey(tx, organizationId, fresh, at);
    trail.note({ retired: key.hint, inForce: hint });
    return { id: fresh.id };
  });
}
