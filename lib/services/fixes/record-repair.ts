import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import type { DescribedChange } from "./describe-change.ts";

export interface Repair {
  readonly organizationId: string;
  readonly fixId: string;
  /** The head whose CI failed. */
  readonly from: string;
  readonly headCommit: string;
  readonly headTree: string;
  /** From the base to the new head. */
  readonly described: DescribedChange;
  readonly checks: readonly ValidationCheck[];
}

/**
 * Takes over the commit that a repair has put on the branch, as Etna's own. Where a look at the review
 * saw it first, its card takes the place of the one that was made for a stranger's commit.
 */
export async function recordRepair(repair: Repair): Promise<void> {
  const { organizationId, fixId, from, headCommit, headTree, described, checks } = repair;
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "fix.follow_head", { type: "fix", id: fixId }, async (tx, trail) => {
    const { count } = await tx.fix.updateMany({
      where: { id: fixId, state: "proposed", headCommit: { in: [from, headCommit] } },
      data: {
        headCommit,
        headTree,
        headSince: new Date(),
        madeCommit: headCommit,
        ciState: "waiting",
        ...described,
        checks: checks.map((check) => ({ ...check })),
      },
    });
    if (count === 0) return trail.unchanged();
    trail.note({ from, to: headCommit, repair: true });
  });
}
