import { AppError, newId } from "#lib/base/index.ts";
import type { ImportedFinding, PlacedRun } from "#lib/engines/rules/index.ts";
import { type Finding, insertFindings, type Tx, updateFindings } from "#lib/platform/db/index.ts";
import { inChunks } from "./chunks.ts";
import { type FollowedRow, followDismissals } from "./follow-dismissals.ts";
import { type Twins, twinsIn } from "./join-findings.ts";
import { saysAlready } from "./same-row.ts";

/** Of all tools together: a table that anyone with a scanner's token can fill has an end. */
const maxImportedFindings = 100_000;

export interface Place {
  readonly organizationId: string;
  readonly repositoryId: string;
  readonly commit: string;
}

export interface Remembered {
  readonly found: number;
  readonly fresh: number;
  readonly gone: number;
  readonly joined: number;
  readonly changed: boolean;
}

interface Wanted {
  readonly row: ReturnType<typeof rowOf>;
  readonly ruleId: string;
  readonly detector: string;
  readonly category: string;
  readonly dismissal: string | null;
}

/**
 * Writes what a file or a forge reports, in few statements. What a person decided about a fault stays decided.
 */
export async function rememberImported(
  tx: Tx,
  at: Place,
  runs: readonly PlacedRun[],
): Promise<Remembered> {
  const { repositoryId, commit } = at;
  const now = new Date();
  const last = { lastSeenAt: now, lastSeenCommit: commit };
  const twinOf = await twinsIn(tx, repositoryId);
  const wanted = wantedOf(runs, twinOf);
  const detectors = [...new Set(runs.map(({ tool }) => tool))];
  const known = await tx.finding.findMany({ where: { repositoryId, detector: { in: detectors } } });
  const knownPrints = new Set(known.map(({ fingerprint }) => fingerprint));
  // What was dismissed before anyone here saw it is no news.
  const fresh = [...wanted].filter(([fingerprint, { dismissal }]) => {
    return dismissal === null && !knownPrints.has(fingerprint);
  });
  await refuseTooMany(tx, repositoryId, fresh.length);
  await insertFindings(
    tx,
    fresh.map(([fingerprint, { row, ruleId, detector, category }]) => ({
      id: newId("finding"),
      organizationId: at.organizationId,
      repositoryId,
      fingerprint,
      ruleId,
      detector,
      category,
      firstSeenAt: now,
      ...row,
      ...last,
    })),
  );

  const seen = known.filter(({ fingerprint }) => wanted.has(fingerprint));
  const moved = seen.flatMap((row) => {
    const told = wanted.get(row.fingerprint)?.row;
    return told && !saysAlready({ ...row }, told) ? [{ id: row.id, ...told }] : [];
  });
  await updateFindings(tx, moved);
  const back = seen.filter(({ state, fingerprint }) => {
    return state === "fixed" && wanted.get(fingerprint)?.dismissal === null;
  });
  const gone = known.filter((row) => isGone(row, runs) && !wanted.has(row.fingerprint));
  const changed =
    fresh.length + moved.length + back.length + gone.length > 0 ||
    seen.some(({ lastSeenCommit }) => lastSeenCommit !== commit);
  if (changed) await updateAll(tx, seen, last);
  await updateAll(tx, back, { state: "open", fixedAt: null });
  await updateAll(tx, gone, { state: "fixed", fixedAt: now });
  const followed = seen.map((row): FollowedRow => {
    return { ...row, told: wanted.get(row.fingerprint)?.dismissal ?? null };
  });
  const decided = await followDismissals(tx, followed);
  return {
    found: [...wanted.values()].filter(({ dismissal }) => dismissal === null).length,
    fresh: fresh.length,
    gone: gone.length,
    joined: [...wanted.values()].filter(({ row }) => row.joinedToId !== null).length,
    changed: changed || decided,
  };
}

function wantedOf(runs: readonly PlacedRun[], twinOf: Twins): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const { tool: detector, category, findings } of runs) {
    for (const finding of findings) {
      const row = rowOf(
        finding,
        twinOf({ ...finding, dependency: finding.alert?.dependency ?? null }, finding.etnaPrint),
      );
      const { fingerprint, ruleId, alert } = finding;
      const dismissal = alert?.dismissal ?? null;
      wanted.set(fingerprint, { row, ruleId, detector, category, dismissal });
    }
  }
  return wanted;
}

/** Open, of an analysis that this file holds, and that came to its end. */
function isGone(row: Finding, runs: readonly PlacedRun[]): boolean {
  const same = runs.filter(({ tool, category }) => {
    return tool === row.detector && category === row.category;
  });
  const looked = same.length > 0 && same.every(({ complete }) => complete);
  return looked && (row.state === "open" || row.state === "snoozed");
}

async function refuseTooMany(tx: Tx, repositoryId: string, fresh: number): Promise<void> {
  if (fresh === 0) return;
  const kept = await tx.finding.count({ where: { repositoryId, detector: { not: null } } });
  if (kept + fresh <= maxImportedFindings) return;
  throw new AppError(
    "too_large",
    `This repository would have ${kept + fresh} findings of other scanners; Etna keeps ${maxImportedFindings}.`,
  );
}

async function updateAll(
  tx: Tx,
  rows: readonly Finding[],
  data: Partial<Pick<Finding, "state" | "fixedAt" | "lastSeenAt" | "lastSeenCommit">>,
): Promise<void> {
  await inChunks(rows, async (chunk) => {
    await tx.finding.updateMany({ where: { id: { in: chunk.map(({ id }) => id) } }, data });
  });
}

function rowOf(finding: ImportedFinding, joinedToId: string | null) {
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
    // Only a rule of our own can write a fix; where one reports the same, that one is shown.
    fixable: false,
    joinedToId,
    alertUrl: finding.alert?.url ?? null,
    dependency: finding.alert?.dependency ? { ...finding.alert.dependency } : null,
  };
}
