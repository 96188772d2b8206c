import { readAs } from "#lib/platform/db/index.ts";

export interface ApproverKeyView {
  /** base64 of the SHA-256 of the SPKI. */
  readonly hint: string;
  readonly validFrom: Date;
  readonly validUntil: Date | null;
  /** What the other members call its owner; null for whoever is no member any more. */
  readonly owner: string | null;
}

/**
 * The passkeys that sign approvals there, newest first, with whose each is. The names are for members,
 * who see each other anyway: `keys.json` has none.
 */
export async function listApproverKeys(
  organizationId: string,
): Promise<readonly ApproverKeyView[]> {
  return await readAs({ organizationId }, async (db) => {
    const rows = await db.approverKey.findMany({
      where: { organizationId },
      orderBy: [{ validFrom: "desc" }, { hint: "asc" }],
      select: { hint: true, validFrom: true, validUntil: true, userId: true },
    });
    const members = await db.member.findMany({
      where: { organizationId, userId: { in: rows.map(({ userId }) => userId) } },
      select: { userId: true, user: { select: { name: true, email: true } } },
    });
    const names = new Map(members.map(({ userId, user }) => [userId, user.name ?? user.email]));
    return rows.map(({ userId, ...key }) => ({ ...key, owner: names.get(userId) ?? null }));
  });
}

/** When the organization demanded signed approvals, newest first. */
export async function listSignatureDemands(
  organizationId: string,
): Promise<readonly { readonly startsAt: Date; readonly endsAt: Date | null }[]> {
  return await readAs({ organizationId }, (db) =>
    db.signatureDemand.findMany({
      where: { organizationId },
      orderBy: { startsAt: "desc" },
      select: { startsAt: true, endsAt: true },
    }),
  );
}
