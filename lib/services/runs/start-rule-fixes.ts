import { AppError } from "#lib/base/index.ts";
import { type Actor, mutate } from "#lib/services/audit/index.ts";
import { lockOrganization } from "#lib/services/organizations/index.ts";
import type { StartedRun } from "./create-run.ts";
import { type RuleFixesView, readRuleFixes } from "./read-rule-fixes.ts";
import { startWishedOf } from "./start-wished.ts";
import {
  fixableWhere,
  isFixedByRule,
  type RuleFixes,
  requireConnected,
  wishOrder,
} from "./wishes.ts";

/** How many are asked for at once. */
export const maxWishes = 500;

export interface StartedFixes extends RuleFixesView {
  /** The runs that began now, one a finding. */
  readonly started: readonly StartedRun[];
}

/**
 * Asks for a fix of each finding of a rule that the rule itself can repair. As many runs begin as each
 * repository's budget allows now; the rest are remembered and begin as fixes are decided, the gravest
 * and oldest first. Asking again asks for nothing twice.
 */
export async function startRuleFixes(
  actor: Actor,
  organizationId: string,
  { ruleId, repositoryId }: RuleFixes,
): Promise<StartedFixes> {
  await mutate(actor, "fix.wish", { type: "rule", id: ruleId }, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    if (!isFixedByRule(ruleId)) {
      throw new AppError("not_found", "Etna has no rule of this name that repairs what it finds.");
    }
    await requireConnected(tx, organizationId, repositoryId);
    const found = await tx.finding.findMany({
      where: {
        organizationId,
        ruleId,
        ...(repositoryId && { repositoryId }),
        ...fixableWhere(new Date()),
        wish: null,
      },
      orderBy: wishOrder,
      select: { id: true, repositoryId: true },
      take: maxWishes,
    });
    if (found.length === 0) return trail.unchanged();
    await tx.fixWish.createMany({
      data: found.map((finding) => ({
        findingId: finding.id,
        organizationId,
        repositoryId: finding.repositoryId,
        ruleId,
        askedById: actor.kind === "user" || actor.kind === "forge" ? actor.userId : null,
        tokenId: actor.kind === "token" ? actor.tokenId : null,
      })),
    });
    trail.note({ ruleId, findings: found.map(({ id }) => id) });
  });
  const started = await startWishedOf(organizationId);
  const view = await readRuleFixes(organizationId, {
    ruleId,
    ...(repositoryId && { repositoryId }),
  });
  const ofRule = started.filter((run) => run.ruleId === ruleId);
  return { ...view, started: ofRule.map(({ id, number }) => ({ id, number })) };
}
