import type { Tx } from "#lib/platform/db/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";
import { fixPolicyOf, quietUntil } from "#lib/services/organizations/index.ts";

export const offerProofWorkflowName = "offer-proof";

/** Others mostly answer at once; who does not in this time is not in the proof. */
const outsidePauseMs = 60_000;

/**
 * Asks for the proof beside the code, in the transaction that completes it, where the policy wants it.
 * Where others were asked about its signatures, they are given a moment to answer.
 */
export async function askToOfferProof(
  tx: Tx,
  fix: { readonly id: string; readonly organizationId: string },
): Promise<void> {
  const { id: fixId, organizationId } = fix;
  const row = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  const { proofBesideCode, quietHours } = fixPolicyOf(row);
  if (!proofBesideCode) return;
  await tx.proofReview.create({ data: { fixId, organizationId } });
  const awaited = await tx.outsideProof.count({ where: { fixId, state: "awaited" } });
  const answeredBy = new Date(Date.now() + outsidePauseMs);
  const notBefore = quietUntil(quietHours, new Date()) ?? (awaited > 0 ? answeredBy : null);
  await enqueue(
    tx,
    { name: offerProofWorkflowName },
    { id: `proof-${fixId}`, organizationId, input: { fixId }, ...(notBefore && { notBefore }) },
  );
}
