import type { Tx } from "#lib/platform/db/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";
import { fixPolicyOf, quietUntil } from "#lib/services/organizations/index.ts";

export const offerProofWorkflowName = "offer-proof";

/** Asks for the proof beside the code, in the transaction that completes it, where the policy wants it. */
export async function askToOfferProof(
  tx: Tx,
  fix: { readonly id: string; readonly organizationId: string },
): Promise<void> {
  const { id: fixId, organizationId } = fix;
  const row = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  const { proofBesideCode, quietHours } = fixPolicyOf(row);
  if (!proofBesideCode) return;
  await tx.proofReview.create({ data: { fixId, organizationId } });
  const notBefore = quietUntil(quietHours, new Date());
  await enqueue(
    tx,
    { name: offerProofWorkflowName },
    { id: `proof-${fixId}`, organizationId, input: { fixId }, ...(notBefore && { notBefore }) },
  );
}
