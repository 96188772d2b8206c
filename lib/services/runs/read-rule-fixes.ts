import { readAs } from "#lib/platform/db/index.ts";
import { underWay } from "./admit-run.ts";
import { fixableWhere, type RuleFixes } from "./wishes.ts";

/** How far the fixes of a rule are. */
export interface RuleFixesView {
  /** Findings that the rule can repair and that nobody has asked about. */
  readonly fixable: number;
  /** Asked for, and waiting for room in their repository's budget. */
  readonly waiting: number;
  readonly underWay: number;
  /** Fixes that wait for a person. */
  readonly proposed: number;
}

export async function readRuleFixes(
  organizationId: string,
  { ruleId, repositoryId }: RuleFixes,
): Promise<RuleFixesView> {
  const where = { organizationId, ...(repositoryId && { repositoryId }) };
  return await readAs({ organizationId }, async (db) => ({
    fixable: await db.finding.count({
      where: { ...where, ruleId, ...fixableWhere(new Date()), wish: null },
    }),
    waiting: await db.fixWish.count({ where: { ...where, ruleId } }),
    underWay: await db.run.count({
      where: {
        ...where,
        kind: "fix",
        state: { in: underWay },
        finding: { ruleId, detector: null },
      },
    }),
    proposed: await db.fix.count({ where: { ...where, state: "proposed", ruleId } }),
  }));
}

/** How many fixes wait for room in a budget. */
export async function countWishes(organizationId: string): Promise<number> {
  return await readAs({ organizationId }, (db) => db.fixWish.count({ where: { organizationId } }));
}
