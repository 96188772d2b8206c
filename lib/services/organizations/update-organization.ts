import { type Actor, mutate } from "#lib/services/audit/index.ts";

/** Settings of the organization. Names on public pages count for fixes that are signed from now on. */
export async function updateOrganization(
  actor: Actor,
  organizationId: string,
  settings: { readonly name?: string; readonly namesOnPublicPages?: boolean },
): Promise<void> {
  const target = { type: "organization", id: organizationId };
  await mutate(actor, "organization.update", target, async (tx, trail) => {
    await tx.organization.update({ where: { id: organizationId }, data: settings });
    trail.note({ ...settings });
  });
}
