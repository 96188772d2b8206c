import { createHash, randomBytes } from "node:crypto";
import { AppError, newId } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { sendMail } from "#lib/platform/mail/index.ts";
import { type Actor, mutate, type Role, type UserActor } from "#lib/services/audit/index.ts";
import { lockOrganization } from "./lock-organization.ts";

const validForMs = 7 * 24 * 60 * 60 * 1000;

export function invitationHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/**
 * Invites an address with a role. The link is single-use, ends after seven days and works only for
 * that address. An earlier open invitation of the same address is revoked.
 */
export async function inviteMember(
  actor: UserActor,
  organizationId: string,
  invitation: { readonly email: string; readonly role: Exclude<Role, "owner"> },
): Promise<{ readonly id: string }> {
  const { email, role } = invitation;
  const id = newId("invitation");
  const token = randomBytes(32).toString("base64url");
  const organization = await mutate(
    actor,
    "member.invite",
    { type: "invitation", id },
    async (tx, trail) => {
      // Of two invitations of one address at once, one stays open.
      await lockOrganization(tx, organizationId);
      const present = await tx.member.findFirst({ where: { organizationId, user: { email } } });
      if (present !== null) throw new AppError("conflict", `${email} is already a member.`);
      await tx.invitation.updateMany({
        where: { email, acceptedAt: null, revokedAt: null },
        data: { revokedAt: new Date() },
      });
      await tx.invitation.create({
        data: {
          id,
          organizationId,
          email,
          role,
          tokenHash: invitationHash(token),
          invitedById: actor.userId,
          expiresAt: new Date(Date.now() + validForMs),
        },
      });
      trail.note({ role });
      return await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
    },
  );
  await sendMail({
    to: email,
    subject: `Join ${organization.name} on Agent Etna`,
    text: `You are invited to ${organization.name} on Agent Etna, as ${role}.\n\n${config().publicUrl}/invite/${token}\n\nThe link works once, for this address, for seven days.`,
  });
  return { id };
}

export async function revokeInvitation(
  actor: Actor,
  organizationId: string,
  invitationId: string,
): Promise<void> {
  const target = { type: "invitation", id: invitationId };
  await mutate(actor, "member.revoke_invitation", target, async (tx, trail) => {
    const { count } = await tx.invitation.updateMany({
      where: { id: invitationId, organizationId, acceptedAt: null, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count > 0) return;
    const known = await tx.invitation.findFirst({ where: { id: invitationId, organizationId } });
    if (known === null) throw new AppError("not_found", "There is no such invitation.");
    trail.unchanged();
  });
}
