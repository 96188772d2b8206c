import { ruleTexts } from "#lib/engines/rules/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { getFixPolicy, lockOrganization } from "#lib/services/organizations/index.ts";
import { maxWishes } from "./start-rule-fixes.ts";
import { startWishedOf } from "./start-wished.ts";
import { fixableWhere, isFixedByRule, wishOrder } from "./wishes.ts";

const fixedByRule = ruleTexts.map(({ id }) => id).filter(isFixedByRule);

/**
 * Where the policy says so, asks for a fix of each finding of a repository that a rule can repair and
 * that never had one: what a run could not repair, or somebody closed, is not tried again and again.
 */
export async function wishByItself(organizationId: string, repositoryId: string): Promise<void> {
  const { fixByItself } = await getFixPolicy(organizationId);
  if (!fixByItself) return;
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "fix.wish", { type: "repository", id: repositoryId }, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    const found = await tx.finding.findMany({
      where: {
        AND: [fixableWhere(new Date()), { organizationId, repositoryId, state: "open" }],
        ruleId: { in: fixedByRule },
        wish: null,
        runs: { none: { kind: "fix" } },
        inFixes: { none: {} },
      },
      orderBy: wishOrder,
      select: { id: true, ruleId: true },
      take: maxWishes,
    });
    if (found.length === 0) return trail.unchanged();
    await tx.fixWish.createMany({
      data: found.map(({ id, ruleId }) => ({
        findingId: id,
        organizationId,
        repositoryId,
        ruleId,
      })),
    });
    trail.note({ repositoryId, findings: found.map(({ id }) => id) });
  });
  await startWishedOf(organizationId);
}
