import { AppError } from "#lib/base/index.ts";
import { type ApprovalTerms, isoSeconds } from "#lib/engines/verify/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import type { ApprovalRequest } from "./approval-request.ts";

const validForMs = 5 * 60 * 1000;

/**
 * Fixes policy and time of an approval that a passkey is about to sign, for one session and one head.
 * What this session was asked about this fix before no longer counts.
 */
export async function keepApprovalChallenge(
  tx: Tx,
  actor: UserActor,
  organizationId: string,
  fixId: string,
  { seen, policy }: { readonly seen: ApprovalRequest; readonly policy: string },
): Promise<ApprovalTerms> {
  const { userId } = actor;
  const sessionId = sessionOf(actor);
  const now = new Date();
  const expiresAt = new Date(now.getTime() + validForMs);
  const at = new Date(isoSeconds(now));
  await tx.approvalChallenge.deleteMany({
    where: { organizationId, OR: [{ expiresAt: { lte: now } }, { sessionId, fixId }] },
  });
  const { headCommit, headTree, patchSha256 } = seen;
  const row = { headCommit, headTree, patchSha256, policy, at };
  await tx.approvalChallenge.createMany({
    data: [{ ...row, sessionId, fixId, organizationId, userId, expiresAt }],
  });
  return termsOf(fixId, row);
}

/**
 * Takes what this session was asked out of use, in a transaction of its own: an answer that turns out
 * to be wrong has used it up as well. Null where it was asked nothing about this head of this fix, or
 * its time is over.
 */
export async function takeApprovalChallenge(
  actor: UserActor,
  organizationId: string,
  fixId: string,
  { headCommit, headTree, patchSha256 }: ApprovalRequest,
): Promise<ApprovalTerms | null> {
  const { userId } = actor;
  const sessionId = sessionOf(actor);
  return await mutate(actor, "fix.approve", { type: "fix", id: fixId }, async (tx, trail) => {
    trail.unchanged();
    const own = { sessionId, fixId, organizationId, userId };
    const row = await tx.approvalChallenge.findFirst({ where: own });
    if (row === null) return null;
    const { count } = await tx.approvalChallenge.deleteMany({
      where: { ...own, expiresAt: row.expiresAt },
    });
    const isForThis =
      row.headCommit === headCommit &&
      row.headTree === headTree &&
      row.patchSha256 === patchSha256 &&
      row.expiresAt > new Date();
    return count === 1 && isForThis ? termsOf(fixId, row) : null;
  });
}

function termsOf(
  fixId: string,
  row: ApprovalRequest & { readonly policy: string; readonly at: Date },
): ApprovalTerms {
  const { headCommit: gitCommit, headTree: gitTree, policy } = row;
  const bound = { gitCommit, gitTree, patch: `sha256:${row.patchSha256}` };
  return { fixId, policy, at: isoSeconds(row.at), bound };
}

function sessionOf({ sessionId }: UserActor): string {
  if (sessionId === null) throw new AppError("unauthenticated", "Sign in to do this.");
  return sessionId;
}
