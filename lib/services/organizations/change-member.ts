import { AppError } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { may, mutate, type Role, type UserActor } from "#lib/services/audit/index.ts";
import { endApproverKeys } from "./approver-keys.ts";
import { lockOrganization } from "./lock-organization.ts";

/** Gives a member another role. Only an owner may make or unmake an owner; one owner always stays. */
export async function changeRole(
  actor: UserActor,
  organizationId: string,
  change: { readonly memberId: string; readonly role: Role },
): Promise<void> {
  const target = { type: "member", id: change.memberId };
  await mutate(actor, "member.change_role", target, async (tx, trail) => {
    const member = await guardOwners(tx, actor, "member.change_role", {
      organizationId,
      memberId: change.memberId,
      nextRole: change.role,
    });
    if (member.role === change.role) return trail.unchanged();
    await tx.member.update({ where: { id: member.id }, data: { role: change.role } });
    if (!may(change.role, "fix.approve")) {
      await endApproverKeys(tx, { organizationId, userId: member.userId });
    }
    trail.note({ from: member.role, to: change.role });
  });
}

/** Takes a member out, and their passkeys with them. What they approved stays signed. */
export async function removeMember(
  actor: UserActor,
  organizationId: string,
  memberId: string,
): Promise<void> {
  const target = { type: "member", id: memberId };
  await mutate(actor, "member.remove", target, async (tx, trail) => {
    const member = await guardOwners(tx, actor, "member.remove", {
      organizationId,
      memberId,
      nextRole: null,
    });
    await tx.member.delete({ where: { id: member.id } });
    await endApproverKeys(tx, { organizationId, userId: member.userId });
    trail.note({ role: member.role, userId: member.userId });
  });
}

async function guardOwners(
  tx: Tx,
  actor: UserActor,
  action: "member.change_role" | "member.remove",
  change: {
    readonly organizationId: string;
    readonly memberId: string;
    readonly nextRole: Role | null;
  },
) {
  const { organizationId, memberId, nextRole } = change;
  // Two owners who demote each other at once come one after the other, and the second is refused.
  await lockOrganization(tx, organizationId);
  const member = await tx.member.findFirst({ where: { id: memberId, organizationId } });
  if (member === null) throw new AppError("not_found", "This person is no longer a member.");
  const self = await tx.member.findFirst({ where: { userId: actor.userId, organizationId } });
  if (self === null || !may(self.role, action)) {
    throw new AppError("forbidden", "Your role was changed a moment ago. Reload the page.");
  }
  if ((member.role === "owner" || nextRole === "owner") && self.role !== "owner") {
    throw new AppError("forbidden", "Only an owner can make or unmake an owner.");
  }
  if (member.role === "owner" && nextRole !== "owner") {
    const owners = await tx.member.count({ where: { organizationId, role: "owner" } });
    if (owners === 1) {
      throw new AppError(
        "conflict",
        "An organization keeps at least one owner. Make another one first.",
      );
    }
  }
  return member;
}
