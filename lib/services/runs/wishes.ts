import { AppError } from "#lib/base/index.ts";
import { findRule, isVulnerableDependency } from "#lib/engines/rules/index.ts";
import type { Prisma, Reads, Tx } from "#lib/platform/db/index.ts";
import { underWay } from "./admit-run.ts";

/** The fixes of one rule, in one repository or in all. */
export interface RuleFixes {
  readonly ruleId: string;
  readonly repositoryId?: string;
}

/** Whether fixes of this rule may be asked for together: it is one of Etna's own that does more than report. */
export function isFixedByRule(ruleId: string): boolean {
  const rule = findRule(ruleId);
  return rule !== undefined && rule.fixClass !== "C";
}

/** Throws `not_found` where a repository is named that is not the organization's. */
export async function requireConnected(
  tx: Tx,
  organizationId: string,
  repositoryId: string | undefined,
): Promise<void> {
  if (repositoryId === undefined) return;
  const where = { id: repositoryId, organizationId, removedAt: null };
  const count = await tx.repository.count({ where });
  if (count === 0) throw new AppError("not_found", "The repository is not connected.");
}

/** Gravest, then oldest first. */
export const wishOrder = [
  { severity: "asc" },
  { firstSeenAt: "asc" },
  { id: "asc" },
] satisfies Prisma.FindingOrderByWithRelationInput[];

/** Findings that a rule can repair, that nobody has decided about, and that nobody works on. */
export function fixableWhere(now: Date): Prisma.FindingWhereInput {
  return {
    detector: null,
    fixable: true,
    joinedToId: null,
    repository: { removedAt: null },
    OR: [{ state: "open" }, { state: "snoozed", snoozedUntil: { lte: now } }],
    runs: { none: { kind: "fix", state: { in: underWay } } },
    inFixes: { none: { fix: { state: { in: ["proposed", "approved", "signed"] } } } },
  };
}

/**
 * Whether a run is at work on the manifest of this finding: it may take the finding along, and two
 * changes of one lockfile conflict. Of code never: a fix there is of one place.
 */
export async function isManifestBusy(
  db: Pick<Reads, "run">,
  finding: { readonly repositoryId: string; readonly ruleId: string; readonly dependency: unknown },
): Promise<boolean> {
  const { repositoryId, ruleId } = finding;
  if (!isVulnerableDependency(ruleId)) return false;
  const runs = await db.run.findMany({
    where: { repositoryId, kind: "fix", state: { in: underWay }, finding: { ruleId } },
    select: { finding: { select: { dependency: true } } },
  });
  const manifest = manifestOf(finding.dependency);
  return runs.some((run) => manifestOf(run.finding?.dependency) === manifest);
}

/** Written by recordScan alone. */
function manifestOf(dependency: unknown): string | undefined {
  return (dependency as { readonly manifestPath: string } | null | undefined)?.manifestPath;
}
