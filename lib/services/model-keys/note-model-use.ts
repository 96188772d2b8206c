import type { ModelFailureKind } from "#lib/engines/agent/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { healthAfter } from "./health.ts";
import { providerOfRow } from "./providers.ts";

/**
 * Notes after a call that the key was used, and how it stands where the outcome says so. A key that was
 * deleted meanwhile is let be.
 */
export async function noteModelUse(
  organizationId: string,
  keyId: string,
  outcome: "answered" | ModelFailureKind,
): Promise<void> {
  const actor = systemActor("worker", organizationId);
  const target = { type: "model_key", id: keyId };
  await mutate(actor, "model_key.note", target, async (tx, trail) => {
    const where = { id: keyId, organizationId };
    const row = await tx.modelKey.findFirst({ where });
    if (row === null) return trail.unchanged();
    const health = healthAfter(providerOfRow(row.provider), outcome);
    const now = new Date();
    await tx.modelKey.updateMany({
      where,
      data: { ...health, lastUsedAt: now, ...(health !== null && { checkedAt: now }) },
    });
    if (health === null || health.state === row.state) return trail.underWay();
    trail.note({ name: row.name, from: row.state, to: health.state });
  });
}
