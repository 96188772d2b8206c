import { AppError } from "#lib/base/index.ts";
import type { SigningKey, Tx } from "#lib/platform/db/index.ts";
import { lockOrganization } from "#lib/services/organizations/index.ts";

/**
 * The key, locked until the transaction ends: of two changes of one organization's keys the second
 * waits, and so does a change for the signatures under way. Throws `not_found`.
 */
export async function lockKey(tx: Tx, organizationId: string, keyId: string): Promise<SigningKey> {
  await lockOrganization(tx, organizationId);
  // A write that changes nothing, because it takes the lock that signatures hold a share of.
  const known = await tx.signingKey.findFirst({ where: { id: keyId, organizationId } });
  if (known === null) throw new AppError("not_found", "There is nothing here.");
  await tx.signingKey.updateMany({
    where: { id: keyId },
    data: { revokedReason: known.revokedReason },
  });
  return await tx.signingKey.findUniqueOrThrow({ where: { id: keyId } });
}

/** Now, or the time of the log's last entry where another machine's clock is ahead of this one's. */
export async function momentOfChange(tx: Tx): Promise<Date> {
  const last = await tx.logEntry.findFirst({ orderBy: { index: "desc" } });
  return new Date(Math.max(Date.now(), Number(last?.integratedTime ?? 0n) * 1000));
}
