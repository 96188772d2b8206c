import { AppError, severities } from "#lib/base/index.ts";
import { type FindingView, listFindings } from "#lib/services/findings/index.ts";
import { type FixDetail, getFix } from "#lib/services/fixes/index.ts";
import { getRun, type RunDetail, startFix, startScan } from "#lib/services/runs/index.ts";
import type { Cast } from "./cast.ts";
import { chapter, detail, paint } from "./narrator.ts";
import type { DemoRepository } from "./repository.ts";
import { findingLines, fixLines, plural } from "./show.ts";
import { until } from "./until.ts";

const mostFindings = 1000;
const mostShown = 12;
/** So that the demo of a large repository is over in a minute as well. */
const mostFixes = 10;

/** Scans and lists what was found, the gravest first. */
export async function findFaults(
  cast: Cast,
  repository: DemoRepository,
  signal: AbortSignal,
): Promise<readonly FindingView[]> {
  const { actor, organizationId } = cast;
  const { run, findings } = await chapter("Scan", async () => {
    const started = await startScan(actor, organizationId, repository.id);
    const run = await runEnd(organizationId, started.id, signal);
    if (run.state !== "succeeded") {
      throw new AppError("unavailable", `The scan did not finish: ${run.outcome ?? run.state}`);
    }
    const filter = { repositoryId: repository.id, limit: mostFindings };
    const findings = await listFindings(organizationId, filter);
    return { run, findings: findings.toSorted(byPlace) };
  });
  detail(run.outcome ?? "", "");
  detail(...findingLines(findings.slice(0, mostShown)));
  if (findings.length > mostShown) {
    detail(paint.dim(`and ${findings.length - mostShown} more`));
  }
  return findings;
}

/** The same order at every demo, whatever came first into the database. */
function byPlace(a: FindingView, b: FindingView): number {
  const graver = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  if (graver !== 0) return graver;
  return a.path === b.path ? a.startLine - b.startLine : a.path < b.path ? -1 : 1;
}

/**
 * Starts a fix for every finding that has one and lists the branches. Returns the fix to approve,
 * or null where nothing can be fixed. Throws `unavailable` where every run failed.
 */
export async function fixFaults(
  cast: Cast,
  findings: readonly FindingView[],
  signal: AbortSignal,
): Promise<FixDetail | null> {
  const { actor, organizationId } = cast;
  const fixable = findings.filter((finding) => finding.fixable);
  const chosen = fixable.slice(0, mostFixes);
  if (chosen.length === 0) {
    detail(
      findings.length === 0
        ? "Nothing was found, so there is nothing to approve or to sign."
        : "None of these has a fix that is proven safe: they need a person.",
    );
    return null;
  }
  const ended = await chapter(`Fix ${plural(chosen.length, "finding")}`, async () => {
    const started: { finding: FindingView; runId: string }[] = [];
    for (const finding of chosen) {
      const { id } = await startFix(actor, organizationId, finding.id);
      started.push({ finding, runId: id });
    }
    return await Promise.all(
      started.map(async ({ finding, runId }) => {
        const run = await runEnd(organizationId, runId, signal);
        const fix = run.fixId === null ? null : await getFix(organizationId, run.fixId);
        return { finding, fix, outcome: run.outcome ?? run.state };
      }),
    );
  });
  if (chosen.length < fixable.length) {
    detail(`The ${chosen.length} gravest of ${fixable.length} that can be fixed.`);
  }
  detail(...fixLines(ended));
  const fixes = ended.flatMap(({ fix }) => (fix ? [fix] : []));
  // The change is printed, and a secret that it removes would be printed along with it.
  const chosenFix = fixes.find((fix) => !fix.ruleId.startsWith("secrets/")) ?? fixes[0];
  if (chosenFix === undefined) throw new AppError("unavailable", "No fix run came to its end.");
  return chosenFix;
}

async function runEnd(
  organizationId: string,
  runId: string,
  signal: AbortSignal,
): Promise<RunDetail> {
  return await until("The end of the run", signal, async () => {
    const run = await getRun(organizationId, runId);
    return run?.endedAt ? run : null;
  });
}
