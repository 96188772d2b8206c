import { AppError, type FileChange, type Workspace } from "#lib/base/index.ts";
import {
  findRule,
  isVulnerableDependency,
  type ProposedBumps,
  portAsked,
  proposeBumps,
  proposeFix,
} from "#lib/engines/rules/index.ts";
import { openActionCommits } from "#lib/platform/action-versions/index.ts";
import { openAdvisories } from "#lib/platform/advisories/index.ts";
import { type Finding, readAs } from "#lib/platform/db/index.ts";
import { openRegistry } from "#lib/platform/npm-registry/index.ts";

export interface MadeChange {
  readonly changes: readonly FileChange[];
  /** All that it removes, the one that it was asked for first. */
  readonly findingIds: readonly string[];
  /** What the fix is called, where it is more than its rule says. */
  readonly fixTitle: string | null;
}

/**
 * The change that removes the finding. A raised dependency takes along what its manifest has open
 * besides; nothing else is ever put together. Null where the finding is gone or no fix is proven.
 */
export async function makeChange(finding: Finding, code: Workspace): Promise<MadeChange | null> {
  if (isVulnerableDependency(finding.ruleId)) return await raiseDependencies(finding, code);
  const actionCommits = openActionCommits();
  if (actionCommits === undefined && portAsked(finding.ruleId) === "actionCommits") {
    throw new AppError(
      "conflict",
      "This installation asks nobody which commit an action's version is.",
    );
  }
  const packages = { advisories: openAdvisories(), registry: openRegistry() };
  const changes = await proposeFix(code, finding, { actionCommits, ...packages });
  return changes && { changes, findingIds: [finding.id], fixTitle: null };
}

/** What a fix of this rule is called where nobody knows more. */
export function titleOf(finding: { readonly ruleId: string; readonly title: string }): string {
  return findRule(finding.ruleId)?.fixTitle ?? finding.title;
}

async function raiseDependencies(finding: Finding, code: Workspace): Promise<MadeChange | null> {
  const advisories = openAdvisories();
  if (advisories === undefined) {
    throw new AppError("conflict", "This installation asks no advisory database about packages.");
  }
  const beside = await openBeside(finding);
  const idByPrint = new Map(beside.map(({ id, fingerprint }) => [fingerprint, id]));
  const ports = { advisories, registry: openRegistry() };
  const raised = await proposeBumps(code, finding.fingerprint, [...idByPrint.keys()], ports);
  if (raised === null) return null;
  const others = raised.fixed.flatMap((fingerprint) => idByPrint.get(fingerprint) ?? []);
  return {
    changes: raised.changes,
    findingIds: [finding.id, ...others],
    fixTitle: titleOfBumps(raised.bumps),
  };
}

/** Findings of the same rule that nobody works on or has decided about. */
async function openBeside({ id, organizationId, repositoryId, ruleId }: Finding) {
  return await readAs({ organizationId }, (db) =>
    db.finding.findMany({
      where: {
        repositoryId,
        ruleId,
        id: { not: id },
        detector: null,
        state: "open",
        fixable: true,
        runs: { none: { kind: "fix", state: { in: ["queued", "running"] } } },
        inFixes: { none: { fix: { state: { in: ["proposed", "approved", "signed"] } } } },
      },
      orderBy: [{ severity: "asc" }, { firstSeenAt: "asc" }, { id: "asc" }],
      select: { id: true, fingerprint: true },
      take: 500,
    }),
  );
}

function titleOfBumps(bumps: ProposedBumps["bumps"]): string {
  const [first] = bumps;
  const names = new Set(bumps.map(({ name }) => name));
  return names.size === 1 && first !== undefined
    ? `Raise ${first.name} to ${first.to}`
    : `Raise ${names.size} packages to fixed versions`;
}
