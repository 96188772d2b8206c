import { AppError } from "#lib/base/index.ts";
import { type AttackTarget, type enums, readAs } from "#lib/platform/db/index.ts";
import {
  type Actor,
  mutate,
  requirePermission,
  type UserActor,
} from "#lib/services/audit/index.ts";
import { findTarget, noSuchTarget } from "./find-target.ts";
import { lookForProof, newOwnershipToken, type Proof, viewOwnership } from "./ownership.ts";
import type { OwnershipView } from "./views.ts";

const everywhere: readonly enums.OwnershipMethod[] = ["well_known", "header", "dns"];

/**
 * Looks whether the address shows the token, in one place or in any. That it does not is an answer; what
 * was proven before has then lapsed.
 */
export async function proveOwnership(
  actor: Actor,
  organizationId: string,
  targetId: string,
  method?: enums.OwnershipMethod,
): Promise<OwnershipView> {
  await requirePermission(actor, "target.prove", organizationId);
  const row = await readAs({ organizationId }, (db) => findTarget(db, organizationId, targetId));
  const proof = await lookForProof(row, method === undefined ? everywhere : [method]);
  return await recordProof(actor, row, proof);
}

/** Another token: what was shown for the former one counts no more. */
export async function beginOwnershipProof(
  actor: UserActor,
  organizationId: string,
  targetId: string,
): Promise<OwnershipView> {
  const target = { type: "target", id: targetId };
  return await mutate(actor, "target.update", target, async (tx, trail) => {
    const { count } = await tx.attackTarget.updateMany({
      where: { id: targetId, organizationId, archivedAt: null },
      data: { ...unproven, ownershipToken: newOwnershipToken() },
    });
    if (count === 0) throw noSuchTarget();
    trail.note({ ownership: "begun anew" });
    return viewOwnership(await tx.attackTarget.findUniqueOrThrow({ where: { id: targetId } }));
  });
}

export const unproven = {
  ownership: "unproven",
  ownershipMethod: null,
  provenAt: null,
  checkedAt: null,
  ownershipReason: null,
} as const;

/** Keeps what a look saw, unless another token or address was set meanwhile. */
async function recordProof(
  actor: Actor,
  { id, organizationId, ownershipToken, origin, ownership }: AttackTarget,
  proof: Proof,
): Promise<OwnershipView> {
  const now = new Date();
  const state = proof.ok ? "proven" : ownership === "unproven" ? "unproven" : "lapsed";
  return await mutate(actor, "target.prove", { type: "target", id }, async (tx, trail) => {
    const { count } = await tx.attackTarget.updateMany({
      where: { id, organizationId, ownershipToken, origin, archivedAt: null },
      data: {
        ownership: state,
        checkedAt: now,
        ownershipReason: proof.ok ? null : proof.reason,
        ...(proof.ok && { ownershipMethod: proof.method, provenAt: now }),
      },
    });
    if (count === 0) {
      throw new AppError("conflict", "The target was changed meanwhile. Look at it again.");
    }
    if (state === ownership) trail.underWay();
    else trail.note({ ownership: state, origin, ...(proof.ok && { method: proof.method }) });
    return viewOwnership(await tx.attackTarget.findUniqueOrThrow({ where: { id } }));
  });
}

/** Sees to it that the proof is no older than a week, before anything is sent. Null, or why not. */
export async function renewProof(actor: Actor, row: AttackTarget, olderThan: Date) {
  if (row.ownership === "unproven" || row.ownershipMethod === null) {
    return "Nobody has shown yet that the address is yours.";
  }
  if (row.ownership === "proven" && row.provenAt !== null && row.provenAt >= olderThan) return null;
  const proof = await lookForProof(row, [row.ownershipMethod]);
  const { reason } = await recordProof(actor, row, proof);
  return reason === null ? null : `The address no longer shows that it is yours. ${reason}`;
}
