import { AppError, type FileChange } from "#lib/base/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import type { RunContext } from "./advance-run.ts";
import { titleOf } from "./make-change.ts";

export async function readRun({ organizationId, runId }: RunContext) {
  const run = await readAs({ organizationId }, (db) =>
    db.run.findUnique({
      where: { id: runId },
      include: {
        finding: true,
        attempts: { select: { number: true, startedAt: true }, orderBy: { number: "asc" } },
        fix: { select: { id: true, ciState: true, reviewUrl: true } },
        repository: { include: { connection: { select: { state: true } } } },
      },
    }),
  );
  if (run === null) throw new AppError("not_found", "The run is gone.");
  return run;
}

/** A fix run with its findings, the one that it was asked for first, and what the fix will be called. */
export async function readRunWithFinding(context: RunContext) {
  const run = await readRun(context);
  if (run.finding === null) throw new AppError("internal", "A fix run has no finding.");
  const finding = { ...run.finding, fixTitle: run.fixTitle ?? titleOf(run.finding) };
  const { organizationId } = context;
  const rows = await readAs({ organizationId }, (db) =>
    db.finding.findMany({ where: { id: { in: run.findingIds } } }),
  );
  const others = run.findingIds.flatMap(
    (id) => rows.find((row) => row.id === id && id !== finding.id) ?? [],
  );
  const checks = (run.checks ?? []) as unknown as readonly ValidationCheck[];
  return { ...run, finding, findings: [run.finding, ...others] as const, checks };
}

/** What the patch step stored. */
export async function readProposal(context: RunContext): Promise<readonly FileChange[]> {
  const { proposal } = await readRun(context);
  if (proposal === null) throw new AppError("internal", "The run has no proposal.");
  return proposal as unknown as readonly FileChange[];
}
