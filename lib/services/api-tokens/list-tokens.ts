import { readAs } from "#lib/platform/db/index.ts";
import type { TokenScope } from "#lib/services/audit/index.ts";

export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly createdById: string;
  /** Who made it; null once they left, and then it does not work any more. */
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** To within ten minutes; null while it was never used. */
  readonly lastUsedAt: Date | null;
}

/** The organization's tokens that are not revoked, newest first. */
export async function listTokens(organizationId: string): Promise<readonly TokenView[]> {
  return await readAs({ organizationId }, async (db) => {
    const tokens = await db.apiToken.findMany({
      where: { organizationId, revokedAt: null },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    });
    const members = await db.member.findMany({
      where: { organizationId },
      select: { userId: true, user: { select: { name: true, email: true } } },
    });
    const names = new Map(members.map(({ userId, user }) => [userId, user.name ?? user.email]));
    return tokens.map((token) => ({
      id: token.id,
      name: token.name,
      scopes: token.scopes,
      createdById: token.createdById,
      createdBy: names.get(token.createdById) ?? null,
      createdAt: token.createdAt,
      expiresAt: token.expiresAt,
      lastUsedAt: token.lastUsedAt,
    }));
  });
}
