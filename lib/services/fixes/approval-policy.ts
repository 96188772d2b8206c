import { AppError } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";

/**
 * The policy that an approval meets, in the words that go into the statement. Throws `forbidden`
 * where four eyes are asked for and the person who approves is the one who started the run.
 */
export async function approvalPolicy(
  tx: Tx,
  organizationId: string,
  fixId: string,
  approverId: string,
): Promise<string> {
  const { fourEyes } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  if (!fourEyes) return "One member with the role approver";
  const { run } = await tx.fix.findUniqueOrThrow({
    where: { id: fixId },
    select: { run: { select: { startedById: true } } },
  });
  if (run.startedById === approverId) {
    throw new AppError(
      "forbidden",
      "You started the run that proposed this, and your organization asks for four eyes. Another approver has to approve it.",
    );
  }
  return "One member with the role approver who did not start the run";
}
