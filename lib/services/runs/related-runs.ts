import { isVulnerableDependency } from "#lib/engines/rules/index.ts";
import { type enums, readAs } from "#lib/platform/db/index.ts";

export interface RelatedRun {
  readonly id: string;
  readonly number: number;
  readonly state: enums.RunState;
  /** The run that it was another try of. */
  readonly retryOf: string | null;
}

export interface RelatedRuns {
  /** Other fix runs of the same finding, the newest first; 20 at most. */
  readonly others: readonly RelatedRun[];
  /** Whether nothing stands against asking a model for it once more: no decision, no open fix, no run under way. */
  readonly mayAskAgain: boolean;
}

/** The tries at the finding of a fix run; nothing for a scan. */
export async function readRelatedRuns(
  organizationId: string,
  run: { readonly id: string; readonly findingId: string | null; readonly endedAt: Date | null },
): Promise<RelatedRuns> {
  const { findingId } = run;
  if (findingId === null) return { others: [], mayAskAgain: false };
  return await readAs({ organizationId }, async (db) => {
    const others = await db.run.findMany({
      where: { organizationId, findingId, kind: "fix", id: { not: run.id } },
      orderBy: { number: "desc" },
      take: 20,
      select: { id: true, number: true, state: true, retryOfId: true, endedAt: true },
    });
    const finding = await db.finding.findFirst({
      where: { id: findingId, organizationId },
      select: { state: true, ruleId: true },
    });
    const openFixes = await db.fix.count({
      where: {
        findings: { some: { findingId } },
        state: { in: ["proposed", "approved", "signed"] },
      },
    });
    const isUndecided = finding?.state === "open" || finding?.state === "snoozed";
    return {
      others: others.map(({ id, number, state, retryOfId }) => ({
        id,
        number,
        state,
        retryOf: retryOfId,
      })),
      mayAskAgain:
        isUndecided &&
        !isVulnerableDependency(finding.ruleId) &&
        openFixes === 0 &&
        [run, ...others].every(({ endedAt }) => endedAt !== null),
    };
  });
}
