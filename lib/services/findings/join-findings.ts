import type { VulnerableDependency } from "#lib/base/index.ts";
import {
  findDependencyTwin,
  findTwin,
  type OwnDependency,
  type OwnPlace,
  type ReportedPlace,
} from "#lib/engines/rules/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { taskDetector } from "./task.ts";

interface Reported extends ReportedPlace {
  readonly dependency: VulnerableDependency | null;
}

export type Twins = (reported: Reported, etnaPrint?: string | null) => string | null;

const placed = {
  id: true,
  ruleId: true,
  path: true,
  startLine: true,
  endLine: true,
  cwe: true,
  dependency: true,
} as const;

/**
 * Which finding of our own rules reports the same fault as a scanner's. The scanner's is joined to
 * it: people see, decide and fix one finding, and our fixer is the one that applies.
 */
export async function twinsIn(tx: Tx, repositoryId: string): Promise<Twins> {
  const own = await tx.finding.findMany({
    where: { repositoryId, detector: null, state: { not: "fixed" } },
    select: { ...placed, fingerprint: true },
  });
  const byPath = Map.groupBy(own, ({ path }): string => path) as ReadonlyMap<string, OwnPlace[]>;
  const packages = own.flatMap(({ id, dependency }): readonly OwnDependency[] => {
    const about = dependency as VulnerableDependency | null;
    return about === null ? [] : [{ id, dependency: about }];
  });
  return (reported, etnaPrint = null) => {
    const { dependency } = reported;
    if (dependency !== null) return findDependencyTwin(packages, dependency)?.id ?? null;
    return findTwin(byPath.get(reported.path) ?? [], reported, etnaPrint)?.id ?? null;
  };
}

/** After a scan: what scanners reported before our own rules did. */
export async function joinReported(tx: Tx, repositoryId: string): Promise<void> {
  const alone = await tx.finding.findMany({
    where: {
      repositoryId,
      detector: { notIn: [taskDetector], not: null },
      joinedToId: null,
      state: { not: "fixed" },
    },
    select: placed,
  });
  if (alone.length === 0) return;
  const twinOf = await twinsIn(tx, repositoryId);
  const joined = Map.groupBy(alone, (reported) =>
    twinOf({ ...reported, dependency: reported.dependency as VulnerableDependency | null }),
  );
  for (const [joinedToId, rows] of joined) {
    if (joinedToId === null) continue;
    const ids = rows.map(({ id }) => id);
    await tx.finding.updateMany({ where: { id: { in: ids } }, data: { joinedToId } });
  }
}
