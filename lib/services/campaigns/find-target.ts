import { AppError } from "#lib/base/index.ts";
import type { AttackTarget, Reads } from "#lib/platform/db/index.ts";

export function noSuchTarget(): AppError {
  return new AppError("not_found", "There is no such target.");
}

/** One that is not archived. Throws `not_found`. */
export async function findTarget(
  db: Pick<Reads, "attackTarget">,
  organizationId: string,
  id: string,
): Promise<AttackTarget> {
  const row = await db.attackTarget.findFirst({ where: { id, organizationId, archivedAt: null } });
  if (row === null) throw noSuchTarget();
  return row;
}
