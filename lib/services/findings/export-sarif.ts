import { AppError } from "#lib/base/index.ts";
import { type CodeFrame, ruleTexts, toSarif } from "#lib/engines/rules/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { stateWhere } from "./list-findings.ts";

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
    return { commit, sarif: toSarif({ findings, ignored: [], skipped: [], ruleIds }) };
  });
}
