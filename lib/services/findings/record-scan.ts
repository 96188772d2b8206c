import { newId } from "#lib/base/index.ts";
import type { Finding, ScanReport } from "#lib/engines/rules/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";

export interface RecordedScan {
  readonly found: number;
  readonly fresh: number;
  readonly gone: number;
}

/**
 * Remembers what a scan of one commit saw: new faults, faults seen again (wherever their lines
 * moved), and faults that are gone. What a person decided about a fault stays decided.
 */
export async function recordScan(scan: {
  readonly organizationId: string;
  readonly repositoryId: string;
  readonly commit: string;
  readonly report: ScanReport;
}): Promise<RecordedScan> {
  const { organizationId, repositoryId, commit, report } = scan;
  const actor = systemActor("worker", organizationId);
  const target = { type: "repository", id: repositoryId };
  return await mutate(actor, "finding.record", target, async (tx, trail) => {
    const now = new Date();
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
    await tx.repository.update({
      where: { id: repositoryId },
      data: { scannedAt: now, scannedCommit: commit },
    });
    const recorded = { found: seen.size, fresh, gone: gone.count };
    trail.note({ commit, ...recorded });
    return recorded;
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
