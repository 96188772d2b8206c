import { AppError } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";

/**
 * Holds the organization until the transaction ends, for changes that rest on a count of its rows:
 * of two at once, the second sees what the first did. Throws `not_found` where it is not the
 * actor's.
 */
export async function lockOrganization(tx: Tx, organizationId: string): Promise<void> {
  const { count } = await tx.organization.updateMany({
    where: { id: organizationId },
    data: { id: organizationId },
  });
  if (count === 0) throw new AppError("not_found", "There is nothing here.");
}
