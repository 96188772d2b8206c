import { AppError, isAppError } from "#lib/base/index.ts";
import { type PlacedRun, placeReports, readSarif } from "#lib/engines/rules/index.ts";
import type { Forge, Snapshot } from "#lib/platform/forge/index.ts";
import { type Actor, mutate, requirePermission } from "#lib/services/audit/index.ts";
import { openForge } from "#lib/services/repositories/index.ts";
import { rememberReports } from "./remember-reports.ts";

export interface ImportedSarif {
  readonly tools: readonly string[];
  /** Findings of the file that are in the repository; those that were new; those that are gone. */
  readonly found: number;
  readonly fresh: number;
  readonly gone: number;
  /** How many report what one of Etna's own findings does, and were joined to it. */
  readonly joined: number;
  /** Results that their tool suppressed, and results of no file of the repository. */
  readonly suppressed: number;
  readonly leftOut: number;
}

/**
 * Takes in the findings of another scanner: SARIF 2.1.0, plain or gzip. Those that the tool no
 * longer reports are closed, as a scan of our own does. The same file again changes nothing.
 * Throws `too_large` or `invalid_input` for the file, `not_found` for the repository.
 */
export async function importSarif(
  actor: Actor,
  organizationId: string,
  repositoryId: string,
  sent: Uint8Array,
): Promise<ImportedSarif> {
  await requirePermission(actor, "finding.import", organizationId);
  const forge = await openForge(organizationId, repositoryId);
  const reported = await readSarif(sent);
  const snapshot = await snapshotOf(forge, new Set(reported.flatMap(({ commit }) => commit ?? [])));
  const runs = await placeReports(reported, snapshot);
  const target = { type: "repository", id: repositoryId };
  return await mutate(actor, "finding.import", target, async (tx, trail) => {
    // Of two uploads at once the second sees what the first wrote.
    const { count } = await tx.repository.updateMany({
      where: { id: repositoryId, organizationId, removedAt: null },
      data: { removedAt: null },
    });
    if (count === 0) throw new AppError("not_found", "The repository is not connected.");
    const at = { organizationId, repositoryId, commit: snapshot.commit };
    const { changed, ...counts } = await rememberReports(tx, at, runs);
    const answer = { tools: [...new Set(runs.map(({ tool }) => tool))], ...counts, ...left(runs) };
    if (changed) trail.note({ commit: snapshot.commit, ...answer });
    else trail.unchanged();
    return answer;
  });
}

/** The commit that the scanner looked at where it names one that is here, else the newest. */
async function snapshotOf(forge: Forge, commits: ReadonlySet<string>): Promise<Snapshot> {
  const [named] = commits;
  if (named !== undefined && commits.size === 1) {
    try {
      return await forge.snapshot(named);
    } catch (error) {
      if (!isAppError(error, "not_found")) throw error;
    }
  }
  const { headCommit } = await forge.inspectRepository();
  return await forge.snapshot(headCommit);
}

function left(runs: readonly PlacedRun[]) {
  const sum = (of: (run: PlacedRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  return {
    suppressed: sum(({ suppressed }) => suppressed),
    leftOut: sum(({ withoutPlace, elsewhere }) => withoutPlace + elsewhere),
  };
}
