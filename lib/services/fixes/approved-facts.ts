import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { type ApproverSignature, isoSeconds } from "#lib/engines/verify/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import type { ApprovedFixFacts } from "#lib/services/provenance/index.ts";
import type { ForgeReview } from "./approval-request.ts";

const orderBy = { position: "asc" } as const;

/** Everything that the statement of an approval will say, and whether it names things. */
export async function approvedFacts(
  tx: Tx,
  fixId: string,
  approvalId: string,
): Promise<{ readonly facts: ApprovedFixFacts; readonly namesPublic: boolean }> {
  const approval = await tx.approval.findFirstOrThrow({
    where: { id: approvalId, fixId },
    include: {
      user: true,
      fix: { include: { repository: true, findings: { include: { finding: true }, orderBy } } },
    },
  });
  const { fix, user, organizationId } = approval;
  const organization = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  return {
    namesPublic: organization.namesOnPublicPages,
    facts: {
      fixId,
      organizationId,
      repository: fix.repository.name,
      targetRef: `refs/heads/${fix.targetBranch}`,
      fromRevision: fix.baseCommit,
      patchSha256: approval.patchSha256,
      patchId: fix.patchId,
      headCommit: approval.headCommit,
      headTree: approval.headTree,
      ruleId: fix.ruleId,
      model: fix.model,
      ledgerSha256: fix.ledgerSha256,
      fingerprints: fix.findings.map(({ finding }) => finding.fingerprint),
      checks: fix.checks as unknown as readonly ValidationCheck[],
      approval: {
        // No address in a statement: it is public for ever.
        by: user.name ?? `A member of ${organization.name}`,
        method: approval.place,
        at: isoSeconds(approval.approvedAt),
        policy: approval.policy,
        signature: approval.signature as ApproverSignature | null,
        review: reviewOfForge(approval.forgeReview as ForgeReview | null),
      },
    },
  };
}

function reviewOfForge(review: ForgeReview | null): ApprovedFixFacts["approval"]["review"] {
  if (review === null) return null;
  const { id, account, at } = review;
  return { id, account: account.slice(0, 120), at: at && isoSeconds(new Date(at)) };
}
