import { findTwin, type OwnPlace, type ReportedPlace } from "#lib/engines/rules/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";

export type Twins = (reported: ReportedPlace, etnaPrint?: string | null) => string | null;

/**
 * Which finding of our own rules reports the same fault as a scanner's. The scanner's is joined to
 * it: people see, decide and fix one finding, and our fixer is the one that applies.
 */
export async function twinsIn(tx: Tx, repositoryId: string): Promise<Twins> {
  const own: readonly OwnPlace[] = await tx.finding.findMany({
    where: { repositoryId, detector: null, state: { not: "fixed" } },
    select: { id: true, path: true, startLine: true, endLine: true, cwe: true, fingerprint: true },
  });
  const byPath = Map.groupBy(own, ({ path }) => path);
  return (reported, etnaPrint = null) =>
    findTwin(byPath.get(reported.path) ?? [], reported, etnaPrint)?.id ?? null;
}

/** After a scan: what scanners reported before our own rules did. */
export async function joinReported(tx: Tx, repositoryId: string): Promise<void> {
  const alone = await tx.finding.findMany({
    where: { repositoryId, detector: { not: null }, joinedToId: null, state: { not: "fixed" } },
    select: { id: true, path: true, startLine: true, endLine: true, cwe: true },
  });
  if (alone.length === 0) return;
  const twinOf = await twinsIn(tx, repositoryId);
  const joined = Map.groupBy(alone, (reported) => twinOf(reported));
  for (const [joinedToId, rows] of joined) {
    if (joinedToId === null) continue;
    const ids = rows.map(({ id }) => id);
    await tx.finding.updateMany({ where: { id: { in: ids } }, data: { joinedToId } });
  }
}
