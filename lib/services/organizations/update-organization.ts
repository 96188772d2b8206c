import { type Actor, mutate } from "#lib/services/audit/index.ts";
import { lockOrganization } from "./lock-organization.ts";

/** Settings of the organization. Names on public pages count for fixes that are signed from now on. */
export async function updateOrganization(
  actor: Actor,
  organizationId: string,
  settings: { readonly name?: string; readonly namesOnPublicPages?: boolean },
): Promise<void> {
  const target = { type: "organization", id: organizationId };
  await mutate(actor, "organization.update", target, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    const { count } = await tx.organization.updateMany({
      where: { id: organizationId, NOT: settings },
      data: settings,
    });
    if (count === 0) return trail.unchanged();
    trail.note({ ...settings });
  });
}
