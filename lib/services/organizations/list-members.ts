import { readAs } from "#lib/platform/db/index.ts";
import type { Role } from "#lib/services/audit/index.ts";

export interface MemberView {
  readonly id: string;
  readonly userId: string;
  readonly name: string | null;
  readonly email: string;
  readonly role: Role;
  readonly since: Date;
  readonly hasSecondFactor: boolean;
}

export interface InvitationView {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: Date;
}

/** Everyone in the organization, and the invitations that are still open. */
export async function listMembers(organizationId: string): Promise<{
  readonly members: readonly MemberView[];
  readonly invitations: readonly InvitationView[];
}> {
  return await readAs({ organizationId }, async (db) => {
    const members = await db.member.findMany({
      where: { organizationId },
      include: { user: true },
      orderBy: { createdAt: "asc" },
    });
    const invitations = await db.invitation.findMany({
      where: { acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } },
      orderBy: { createdAt: "desc" },
      select: { id: true, email: true, role: true, expiresAt: true },
    });
    return {
      members: members.map((member) => ({
        id: member.id,
        userId: member.userId,
        name: member.user.name,
        email: member.user.email,
        role: member.role,
        since: member.createdAt,
        hasSecondFactor: member.user.secondFactorSince !== null,
      })),
      invitations,
    };
  });
}
