import { newId } from "#lib/base/index.ts";
import type { Finding, ScanReport } from "#lib/engines/rules/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";

export interface RecordedScan {
  /** The sentence that the run keeps. */
  readonly outcome: string;
}

/**
 * Remembers what a scan of one commit saw: new faults, faults seen again (wherever their lines
 * moved), and faults that are gone. What a person decided about a fault stays decided. A run
 * records once: the second call answers what the first did.
 */
export async function recordScan(scan: {
  readonly organizationId: string;
  readonly repositoryId: string;
  readonly runId: string;
  readonly commit: string;
  readonly report: ScanReport;
}): Promise<RecordedScan> {
  const { organizationId, repositoryId, runId, commit, report } = scan;
  const actor = systemActor("worker", organizationId);
  const target = { type: "repository", id: repositoryId };
  return await mutate(actor, "finding.record", target, async (tx, trail) => {
    const now = new Date();
    // First of all, because it locks the repository against another record of the same scan.
    await tx.repository.update({
      where: { id: repositoryId },
      data: { scannedAt: now, scannedCommit: commit },
    });
    const run = await tx.run.findUniqueOrThrow({ where: { id: runId } });
    if (run.outcome !== null) {
      trail.unchanged();
      return { outcome: run.outcome };
    }
    const known = await tx.finding.findMany({ where: { repositoryId } });
    const byFingerprint = new Map(known.map((row) => [row.fingerprint, row]));
    const seen = new Set<string>();
    let fresh = 0;
    for (const finding of report.findings) {
      if (seen.has(finding.fingerprint)) continue;
      seen.add(finding.fingerprint);
      const row = byFingerprint.get(finding.fingerprint);
      const present = { ...placeOf(finding), lastSeenAt: now, lastSeenCommit: commit };
      if (row === undefined) {
        fresh++;
        await tx.finding.create({
          data: {
            id: newId("finding"),
            organizationId,
            repositoryId,
            fingerprint: finding.fingerprint,
            ruleId: finding.ruleId,
            firstSeenAt: now,
            ...present,
          },
        });
      } else {
        const back = row.state === "fixed" ? ({ state: "open", fixedAt: null } as const) : {};
        await tx.finding.update({ where: { id: row.id }, data: { ...present, ...back } });
      }
    }
    const gone = await tx.finding.updateMany({
      where: {
        repositoryId,
        state: { in: ["open", "snoozed"] },
        fingerprint: { notIn: [...seen] },
      },
      data: { state: "fixed", fixedAt: now },
    });
    const counts = `${seen.size} open, ${fresh} new, ${gone.count} gone`;
    const outcome = `Scanned ${report.filesScanned} files: ${counts}.`;
    await tx.run.update({ where: { id: runId }, data: { outcome } });
    trail.note({ commit, runId, found: seen.size, fresh, gone: gone.count });
    return { outcome };
  });
}

function placeOf(finding: Finding) {
  return {
    severity: finding.severity,
    cwe: finding.cwe,
    title: finding.title,
    message: finding.message,
    path: finding.path,
    startLine: finding.startLine,
    startColumn: finding.startColumn,
    endLine: finding.endLine,
    endColumn: finding.endColumn,
    frame: { startLine: finding.frame.startLine, lines: [...finding.frame.lines] },
    fixable: finding.fixable,
  };
}
