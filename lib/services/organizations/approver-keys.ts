import { AppError } from "#lib/base/index.ts";
import { keyHint, maxApproverKeys } from "#lib/engines/verify/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { askToPublishKeys } from "./ask-to-publish-keys.ts";
import { lockOrganization } from "./lock-organization.ts";

/** A passkey that can sign approvals, and the site that it signs on. */
export interface SigningPasskey {
  /** P-256 or Ed25519. */
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly rpId: string;
  readonly origin: string;
}

/**
 * Puts a member's passkeys among those that `keys.json` names, from now on; those that are there stay
 * as they are. Throws `conflict` where the list is full.
 */
export async function beginApproverKeys(
  tx: Tx,
  organizationId: string,
  userId: string,
  passkeys: readonly SigningPasskey[],
): Promise<void> {
  if ((await unknownOf(tx, organizationId, userId, passkeys)).length === 0) return;
  // Looked at again behind the lock: of two at once, the second sees what the first began.
  await lockOrganization(tx, organizationId);
  const fresh = await unknownOf(tx, organizationId, userId, passkeys);
  if (fresh.length === 0) return;
  const count = await tx.approverKey.count({ where: { organizationId } });
  if (count + fresh.length > maxApproverKeys) {
    throw new AppError(
      "conflict",
      `keys.json names ${maxApproverKeys} passkeys at most, and this organization has that many.`,
    );
  }
  const validFrom = new Date();
  await tx.approverKey.createMany({
    data: fresh.map(({ spki, rpId, origin }) => ({
      organizationId,
      userId,
      hint: keyHint(spki),
      spki,
      rpId,
      origin,
      validFrom,
    })),
  });
  await askToPublishKeys(tx, organizationId, `approver-${userId}-${validFrom.getTime()}`);
}

async function unknownOf(
  tx: Tx,
  organizationId: string,
  userId: string,
  passkeys: readonly SigningPasskey[],
): Promise<readonly SigningPasskey[]> {
  const known = await tx.approverKey.findMany({
    where: { organizationId, userId, validUntil: null },
    select: { hint: true },
  });
  const hints = new Set(known.map(({ hint }) => hint));
  return passkeys.filter(({ spki }) => !hints.has(keyHint(spki)));
}

/**
 * Holds a passkey until the transaction ends, for an approval of this time. Throws `forbidden` where
 * it does not sign for the organization, or did not yet.
 */
export async function holdApproverKey(
  tx: Tx,
  organizationId: string,
  { userId, hint, at }: { readonly userId: string; readonly hint: string; readonly at: Date },
): Promise<void> {
  // Times are published in whole seconds, so that of its own second all counts.
  const validFrom = { lt: new Date(at.getTime() + 1000) };
  const { count } = await tx.approverKey.updateMany({
    where: { organizationId, userId, hint, validFrom, validUntil: null },
    data: { validUntil: null },
  });
  if (count > 0) return;
  throw new AppError("forbidden", "This passkey does not sign for this organization any more.");
}

/**
 * Ends passkeys that sign approvals: what they signed stays good. Those of one person in one
 * organization, or one passkey in all of theirs.
 */
export async function endApproverKeys(
  tx: Tx,
  which: { readonly userId: string } & (
    | { readonly organizationId: string }
    | { readonly hint: string }
  ),
): Promise<void> {
  const where = { ...which, validUntil: null };
  const ended = await tx.approverKey.findMany({ where, select: { organizationId: true } });
  const validUntil = new Date();
  await tx.approverKey.updateMany({ where, data: { validUntil } });
  for (const organizationId of new Set(ended.map((key) => key.organizationId))) {
    const change = `approver-${which.userId}-${validUntil.getTime()}-ended`;
    await askToPublishKeys(tx, organizationId, `${change}-${organizationId}`);
  }
}
