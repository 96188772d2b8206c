import { AppError } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { lockOrganization } from "./lock-organization.ts";

/**
 * Settings of the organization. Names on public pages count for fixes that are signed from now on.
 * Throws `precondition_failed` where somebody without a second factor would require one.
 */
export async function updateOrganization(
  actor: UserActor,
  organizationId: string,
  settings: {
    readonly name?: string;
    readonly namesOnPublicPages?: boolean;
    readonly requiresSecondFactor?: boolean;
  },
): Promise<void> {
  const target = { type: "organization", id: organizationId };
  await mutate(actor, "organization.update", target, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    if (settings.requiresSecondFactor) await requireOwnFactor(tx, actor);
    const { count } = await tx.organization.updateMany({
      where: { id: organizationId, NOT: settings },
      data: settings,
    });
    if (count === 0) return trail.unchanged();
    trail.note({ ...settings });
  });
}

/** Else an admin could shut everyone out, themselves first. */
async function requireOwnFactor(tx: Tx, { userId }: UserActor): Promise<void> {
  const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  if (user.secondFactorSince !== null) return;
  throw new AppError("precondition_failed", "Add a second factor of your own first.");
}
