import { AppError } from "#lib/base/index.ts";
import type { Steps, Workflow } from "#lib/platform/jobs/index.ts";
import { systemActor } from "#lib/services/audit/index.ts";
import {
  askForOutsideProofs,
  mutateLogged,
  openSigningKey,
  signApprovedFix,
} from "#lib/services/provenance/index.ts";
import { approvedFacts } from "./approved-facts.ts";
import { followReview } from "./follow-review.ts";
import { sayOnForge } from "./say-on-forge.ts";
import { signWorkflowName } from "./sign-workflow-name.ts";
import { voidOvertaken } from "./void-overtaken.ts";

interface SignInput {
  readonly [key: string]: string;
  readonly fixId: string;
  readonly approvalId: string;
}

/** Key management or a forge may be away for a while; an approval outlasts that. */
const retried = { maxAttempts: 8, firstPauseMs: 1_000 };

/** What follows an approval: one more look at the review, then the signature, durably. */
export const signWorkflow: Workflow<SignInput> = {
  name: signWorkflowName,
  async run(steps: Steps, { organizationId, fixId, approvalId }) {
    await steps.step("look", () => followReview(organizationId, fixId), retried);
    await steps.step("sign", () => signFix(organizationId, fixId, approvalId), retried);
    await steps.step("say", () => sayOnForge(organizationId, fixId), retried);
  },
  async abandon() {
    // Nothing to undo: the fix stays approved, and the sweep of reviews asks for its signature again.
  },
};

/**
 * Signs what was approved, once. An approval that was voided in the meantime is not signed, and one
 * that a demand of signed approvals has overtaken is voided. Throws `unavailable` where the log's time
 * turns out to lie in such a demand: the next attempt sees it.
 */
export async function signFix(
  organizationId: string,
  fixId: string,
  approvalId: string,
): Promise<void> {
  if (await voidOvertaken(organizationId, fixId, approvalId)) return;
  const key = await openSigningKey(organizationId);
  const actor = systemActor("worker", organizationId);
  await mutateLogged(actor, "fix.sign", { type: "fix", id: fixId }, async (tx, trail, append) => {
    // The conditional update comes first: it locks the fix against a head that moves meanwhile.
    const { count } = await tx.fix.updateMany({
      where: { id: fixId, organizationId, state: "approved" },
      data: { state: "signed", signedAt: new Date() },
    });
    const approval = await tx.approval.findFirst({
      where: { id: approvalId, fixId, voidedAt: null },
    });
    if (count === 0) return trail.unchanged();
    if (approval === null) throw new AppError("conflict", "The approval of this fix was voided.");
    const { facts, namesPublic } = await approvedFacts(tx, fixId, approvalId);
    const signed = await signApprovedFix(tx, append, key, facts, namesPublic);
    await tx.attestation.create({
      data: {
        fixId,
        organizationId,
        approvalId,
        signingKeyId: key.id,
        bundle: signed.bundle,
        openings: signed.openings,
        logIndex: BigInt(signed.logIndex),
        signedAt: new Date(),
      },
    });
    const request = { fixId, statement: "approved" } as const;
    await askForOutsideProofs(tx, organizationId, request, namesPublic);
    trail.note({ approvalId, logIndex: signed.logIndex, patchSha256: facts.patchSha256 });
  });
}
