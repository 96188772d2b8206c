import { AppError } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";

export const signedApprovalsOnly =
  "Your organization asks for the approver’s own signature: approve in Etna’s console, with a passkey.";

/**
 * The policy that an approval meets, in the words that go into the statement. Throws `forbidden`
 * where four eyes are asked for and the person who approves is the one who started the run, and
 * where the approver's own signature is asked for and there is none.
 */
export async function approvalPolicy(
  tx: Tx,
  organizationId: string,
  fixId: string,
  approver: { readonly id: string; readonly isSigning: boolean },
): Promise<string> {
  const { fourEyes, signedApprovals } = await tx.organization.findUniqueOrThrow({
    where: { id: organizationId },
  });
  if (signedApprovals && !approver.isSigning) {
    throw new AppError("forbidden", signedApprovalsOnly);
  }
  if (fourEyes) await requireOtherEyes(tx, fixId, approver.id);
  const who = "One member with the role approver";
  const apart = fourEyes ? " who did not start the run" : "";
  return `${who}${apart}${signedApprovals ? ", signing with a passkey" : ""}`;
}

async function requireOtherEyes(tx: Tx, fixId: string, approverId: string): Promise<void> {
  const { run } = await tx.fix.findUniqueOrThrow({
    where: { id: fixId },
    select: { run: { select: { startedById: true } } },
  });
  if (run.startedById !== approverId) return;
  throw new AppError(
    "forbidden",
    "You started the run that proposed this, and your organization asks for four eyes. Another approver has to approve it.",
  );
}
