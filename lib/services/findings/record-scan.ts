import { newId } from "#lib/base/index.ts";
import type { Finding, ScanReport } from "#lib/engines/rules/index.ts";
import { type Tx, updateFindings } from "#lib/platform/db/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { customRuleTexts } from "./custom-rules.ts";
import { dependencyOf } from "./dependency-of.ts";
import { joinReported } from "./join-findings.ts";
import { notLookedAt, troubleWords } from "./not-looked-at.ts";
import { rememberRules } from "./remember-rules.ts";
import { saysAlready } from "./same-row.ts";
import { troublesOf } from "./scan-troubles.ts";

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
      data: {
        ...{ scannedAt: now, scannedCommit: commit },
        openFixBudget: report.budgets.openPullRequests ?? null,
      },
    });
    const run = await tx.run.findUniqueOrThrow({ where: { id: runId } });
    if (run.outcome !== null) {
      trail.unchanged();
      return { outcome: run.outcome };
    }
    const seen = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
    const fresh = await rememberSeen(tx, scan, seen, now);
    const gone = await tx.finding.updateMany({
      where: {
        repositoryId,
        detector: null,
        state: { in: ["open", "snoozed"] },
        fingerprint: { notIn: [...seen.keys()] },
        AND: notLookedAt(report).map((each) => ({ NOT: each })),
      },
      data: { state: "fixed", fixedAt: now },
    });
    await rememberRules(tx, { organizationId, repositoryId }, [customRuleTexts(report)]);
    await joinReported(tx, repositoryId);
    const counts = `${seen.size} open, ${fresh} new, ${gone.count} gone`;
    const outcome = `Scanned ${report.filesScanned} files: ${counts}.${askedAbout(report)}${troubleWords(report)}`;
    const troubles = troublesOf(report).map((each) => ({ ...each }));
    await tx.run.update({
      where: { id: runId },
      data: { outcome, ...(troubles.length > 0 && { troubles }) },
    });
    trail.note({ commit, runId, found: seen.size, fresh, gone: gone.count });
    return { outcome };
  });
}

function askedAbout({ dependencies: { packages, asked } }: ScanReport): string {
  if (packages === 0) return "";
  const whose = `${packages} ${packages === 1 ? "package" : "packages"}`;
  if (asked === "yes") return ` Asked about ${whose}.`;
  return asked === "no"
    ? ` Nobody was asked about ${whose}.`
    : ` The advisory database gave no answer about ${whose}.`;
}

/** Writes what was seen, in few statements. */
async function rememberSeen(
  tx: Tx,
  {
    organizationId,
    repositoryId,
    commit,
  }: { readonly organizationId: string; readonly repositoryId: string; readonly commit: string },
  seen: ReadonlyMap<string, Finding>,
  now: Date,
): Promise<number> {
  const known = await tx.finding.findMany({ where: { repositoryId, detector: null } });
  const byFingerprint = new Map(known.map((row) => [row.fingerprint, row]));
  const last = { lastSeenAt: now, lastSeenCommit: commit };
  const fresh = [...seen.values()].filter(({ fingerprint }) => !byFingerprint.has(fingerprint));
  await tx.finding.createMany({
    data: fresh.map((finding) => {
      const { dependency, ...place } = placeOf(finding);
      return {
        id: newId("finding"),
        organizationId,
        repositoryId,
        fingerprint: finding.fingerprint,
        ruleId: finding.ruleId,
        firstSeenAt: now,
        ...place,
        ...(dependency !== null && { dependency }),
        ...last,
      };
    }),
  });
  await tx.finding.updateMany({
    where: { repositoryId, fingerprint: { in: [...seen.keys()] } },
    data: last,
  });
  await tx.finding.updateMany({
    where: { repositoryId, state: "fixed", fingerprint: { in: [...seen.keys()] } },
    data: { state: "open", fixedAt: null },
  });
  const moved = [...seen.values()].flatMap((finding) => {
    const row = byFingerprint.get(finding.fingerprint);
    const place = placeOf(finding);
    if (row === undefined || saysAlready({ ...row }, place)) return [];
    return [{ id: row.id, joinedToId: null, alertUrl: null, ...place }];
  });
  await updateFindings(tx, moved);
  return fresh.length;
}

function placeOf(finding: Finding) {
  const dependency = dependencyOf(finding);
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
    dependency: dependency && {
      ...dependency,
      advisories: [...(dependency.advisories ?? [])],
    },
  };
}
