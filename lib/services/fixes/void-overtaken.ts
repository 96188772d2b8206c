import { isoSeconds } from "#lib/engines/verify/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";

/**
 * Voids an approval that no passkey signed and that a demand of signed approvals has overtaken: it came
 * into force before the approval was signed, so that the signature would verify nowhere. Whether it
 * does not depend on when anyone looks. True where the approval is void now.
 */
export async function voidOvertaken(
  organizationId: string,
  fixId: string,
  approvalId: string,
): Promise<boolean> {
  let isVoid = false;
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "fix.void_approval", { type: "fix", id: fixId }, async (tx, trail) => {
    const overtaken = await demandBefore(tx, organizationId, fixId, approvalId);
    if (overtaken === null) return trail.unchanged();
    // The conditional update comes first, as for a signature: one of the two finds nothing to do.
    const { count } = await tx.fix.updateMany({
      where: { id: fixId, organizationId, state: "approved" },
      data: { state: "proposed" },
    });
    if (count === 0) return trail.unchanged();
    const since = isoSeconds(overtaken);
    const voidReason = `Your organization demands the approver’s own signature since ${since}, and this approval was given without`;
    await tx.approval.updateMany({
      where: { fixId, voidedAt: null },
      data: { voidedAt: new Date(), voidReason },
    });
    isVoid = true;
    trail.note({ approvalId, demandedSince: since });
  });
  return isVoid;
}

/** When the first demand that the approval does not meet came into force; null where none did. */
async function demandBefore(
  tx: Tx,
  organizationId: string,
  fixId: string,
  approvalId: string,
): Promise<Date | null> {
  const approval = await tx.approval.findFirst({
    where: { id: approvalId, fixId, voidedAt: null },
    select: { signature: true, approvedAt: true },
  });
  if (approval === null || approval.signature !== null) return null;
  const demands = await tx.signatureDemand.findMany({
    where: { organizationId, startsAt: { lte: new Date() } },
    orderBy: { startsAt: "asc" },
  });
  const overtaken = demands.find(({ startsAt, endsAt }) => {
    if (endsAt === null) return true;
    return endsAt > startsAt && startsAt > approval.approvedAt;
  });
  return overtaken?.startsAt ?? null;
}
