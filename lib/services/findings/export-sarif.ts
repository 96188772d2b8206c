import { AppError } from "#lib/base/index.ts";
import {
  type CodeFrame,
  type Finding,
  isCustomRule,
  type RuleText,
  ruleTexts,
  toSarif,
} from "#lib/engines/rules/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { stateWhere } from "./find-findings.ts";

export type SarifLog = ReturnType<typeof toSarif>;

export interface ExportedSarif {
  /** The commit that was last scanned: what the findings were seen in. */
  readonly commit: string;
  readonly sarif: SarifLog;
}

/**
 * The open findings of Etna's own rules as a SARIF 2.1.0 log (OASIS). What other scanners reported
 * is theirs to tell. Throws `not_found`, and `conflict` for a repository that was never scanned:
 * no finding would read as no fault.
 */
export async function exportSarif(
  organizationId: string,
  repositoryId: string,
): Promise<ExportedSarif> {
  return await readAs({ organizationId }, async (db) => {
    const repository = await db.repository.findFirst({
      where: { id: repositoryId, organizationId, removedAt: null },
      select: { scannedCommit: true },
    });
    if (repository === null) throw new AppError("not_found", "There is no such repository.");
    const commit = repository.scannedCommit;
    if (commit === null) {
      throw new AppError("conflict", "This repository was never scanned. Scan it first.");
    }
    const rows = await db.finding.findMany({
      where: { repositoryId, detector: null, ...stateWhere("open", new Date()) },
      orderBy: [{ path: "asc" }, { startLine: "asc" }, { startColumn: "asc" }, { id: "asc" }],
    });
    // Written by recordScan alone.
    const findings = rows.map(({ dependency: _, ...row }) => {
      return { ...row, frame: row.frame as unknown as CodeFrame };
    });
    const ruleIds = ruleTexts.map(({ id }) => id);
    const customRules = customRulesOf(findings);
    return { commit, sarif: toSarif({ findings, ignored: [], skipped: [], ruleIds, customRules }) };
  });
}

/** The repository's own rules as their findings tell of them: a consumer wants each rule described. */
function customRulesOf(findings: readonly Finding[]): readonly RuleText[] {
  const own = findings.filter(({ ruleId }) => isCustomRule(ruleId));
  const first = new Map(own.toReversed().map((finding) => [finding.ruleId, finding]));
  return [...first]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { title, cwe, severity }]) => ({
      id,
      title,
      fixTitle: title,
      cwe: cwe as RuleText["cwe"],
      severity,
      fixClass: "C",
      languages: [],
      why: title,
      notSeen: "A rule of this repository's own: it sees what it says.",
      examples: { bad: [], good: [] },
    }));
}
