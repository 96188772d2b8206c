import { readAs } from "#lib/platform/db/index.ts";
import { isHalfOpen, stillOpen, type UserActor } from "#lib/services/audit/index.ts";

/**
 * Whether the actor's session still opens the organization that they act in: it has not ended, waits
 * for no second factor, and its person is a member who has what the organization asks for. Unlike a
 * visit it does not keep the session alive.
 */
export async function opensOrganization(actor: UserActor): Promise<boolean> {
  const { userId, organizationId, sessionId } = actor;
  if (organizationId === null || sessionId === null) return false;
  return await readAs({ userId, organizationId }, async (db) => {
    const session = await db.session.findFirst({
      where: { id: sessionId, userId, ...stillOpen(new Date()) },
      select: { factorPassedAt: true, user: { select: { secondFactorSince: true } } },
    });
    if (session === null || isHalfOpen(session)) return false;
    const member = await db.member.findUnique({
      where: { organizationId_userId: { organizationId, userId } },
      select: { organization: { select: { requiresSecondFactor: true } } },
    });
    if (member === null) return false;
    return !member.organization.requiresSecondFactor || session.user.secondFactorSince !== null;
  });
}
