import { type Actor, mutate } from "#lib/services/audit/index.ts";
import { lockOrganization } from "#lib/services/organizations/index.ts";
import { type RuleFixes, requireConnected } from "./wishes.ts";

/** Takes back what waits for room in a budget; runs that have begun go on. Says how many it was. */
export async function cancelRuleFixes(
  actor: Actor,
  organizationId: string,
  { ruleId, repositoryId }: RuleFixes,
): Promise<number> {
  return await mutate(actor, "fix.drop_wish", { type: "rule", id: ruleId }, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    await requireConnected(tx, organizationId, repositoryId);
    const wishes = await tx.fixWish.findMany({
      where: { organizationId, ruleId, ...(repositoryId && { repositoryId }) },
      select: { findingId: true },
    });
    const ids = wishes.map(({ findingId }) => findingId);
    if (ids.length === 0) trail.unchanged();
    else trail.note({ ruleId, findings: ids });
    await tx.fixWish.deleteMany({ where: { findingId: { in: ids } } });
    return ids.length;
  });
}
