import { isAppError } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import type { Forge, ReviewRef, ReviewVerdict } from "#lib/platform/forge/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { forgeActor } from "#lib/services/audit/index.ts";
import { findPersonByAccount } from "#lib/services/identity/index.ts";
import type { ApprovalRequest } from "./approval-request.ts";
import { recordApproval } from "./record-approval.ts";

/**
 * Takes over an approval that a linked approver gave on the forge, for the very head that Etna
 * shows. The verdict is read from the forge itself, never from a message that claims it.
 */
export async function approveOnForge(
  fix: {
    readonly id: string;
    readonly organizationId: string;
    readonly repositoryId: string;
    readonly patchSha256: string;
    readonly headSince: Date;
  },
  forge: Forge,
  review: ReviewRef,
  head: Pick<ApprovalRequest, "headCommit" | "headTree">,
): Promise<void> {
  const { id, organizationId, patchSha256 } = fix;
  const issuer = await issuerOf(fix);
  if (forge.host === null || issuer === null) return;
  for (const verdict of await forge.host.listVerdicts(review)) {
    if (verdict.verdict !== "approved" || !isFor(verdict, head.headCommit, fix.headSince)) continue;
    const person = await findPersonByAccount({ issuer, subject: verdict.by.id });
    if (person === null) continue;
    const actor = forgeActor(person.id, organizationId, { issuer, subject: verdict.by.id });
    try {
      const seen = { ...head, patchSha256 };
      await recordApproval(actor, organizationId, id, {
        seen,
        forgeReview: recordOf(verdict),
        signed: null,
      });
      return;
    } catch (error) {
      // A lower role, four eyes, a missing second factor: another's verdict may still count.
      if (!isAppError(error) || error.code === "internal") throw error;
      log.info({ fixId: id, code: error.code }, "an approval on the forge does not count");
    }
  }
}

/** A forge that does not say which head it was given for says when: Etna knew this head by then. */
function isFor({ headCommit, at }: ReviewVerdict, head: string, headSince: Date): boolean {
  return headCommit === null ? at !== null && at > headSince : headCommit === head;
}

/** Null where the organization does not let a review on the forge count: no passkey signs one. */
async function issuerOf(fix: {
  readonly organizationId: string;
  readonly repositoryId: string;
}): Promise<string | null> {
  const { organizationId, repositoryId } = fix;
  const repository = await readAs({ organizationId }, (db) =>
    db.repository.findFirst({
      where: { id: repositoryId, organization: { approvalOnForge: true, signedApprovals: false } },
      select: { connection: { select: { host: true } } },
    }),
  );
  return repository?.connection.host ?? null;
}

function recordOf({ id, by, at }: ReviewVerdict) {
  return { id, account: by.name, accountId: by.id, at: at?.toISOString() ?? null };
}
