import { AppError, newId } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { mutate, type Role, userActor } from "#lib/services/audit/index.ts";
import { invitationHash } from "./invite-member.ts";

export interface OpenInvitation {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly email: string;
  readonly role: Role;
  /** Who invited, by name where there is one. */
  readonly invitedBy: string;
  readonly expiresAt: Date;
}

/** What the link of an invitation opens; null alike for a wrong, used, revoked or ended one. */
export async function readInvitation(token: string): Promise<OpenInvitation | null> {
  const tokenHash = invitationHash(token);
  const row = await readAs({ capability: tokenHash }, (db) =>
    db.invitation.findUnique({ where: { tokenHash } }),
  );
  if (row === null || row.acceptedAt || row.revokedAt || row.expiresAt <= new Date()) return null;
  const { organizationId, email, role, expiresAt, invitedById } = row;
  return await readAs({ organizationId }, async (db) => {
    const organization = await db.organization.findUniqueOrThrow({ where: { id: organizationId } });
    const inviter = await db.user.findUnique({ where: { id: invitedById } });
    return {
      organizationId,
      organizationName: organization.name,
      email,
      role,
      expiresAt,
      invitedBy: inviter?.name ?? inviter?.email ?? `A member of ${organization.name}`,
    };
  });
}

/** Joins the organization. The person's own address must be the one that was invited. */
export async function acceptInvitation(
  user: { readonly id: string; readonly email: string },
  token: string,
): Promise<{ readonly slug: string }> {
  const invitation = await readInvitation(token);
  if (invitation === null) {
    throw new AppError("not_found", "This invitation is no longer open. Ask for a new one.");
  }
  const { organizationId, email, role } = invitation;
  if (email !== user.email) {
    throw new AppError(
      "forbidden",
      `This invitation is for another address. Sign in with the address it was sent to.`,
    );
  }
  const actor = userActor(user.id, organizationId, null);
  const target = { type: "user", id: user.id };
  return await mutate(actor, "member.accept_invitation", target, async (tx, trail) => {
    const now = new Date();
    const { count } = await tx.invitation.updateMany({
      where: {
        tokenHash: invitationHash(token),
        acceptedAt: null,
        revokedAt: null,
        expiresAt: { gt: now },
      },
      data: { acceptedAt: now },
    });
    if (count === 0) throw new AppError("not_found", "This invitation is no longer open.");
    const where = { organizationId_userId: { organizationId, userId: user.id } };
    if ((await tx.member.findUnique({ where })) !== null) {
      throw new AppError("conflict", "You are a member of this organization already.");
    }
    await tx.member.create({
      data: { id: newId("member"), organizationId, userId: user.id, role },
    });
    trail.note({ role });
    return await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  });
}
