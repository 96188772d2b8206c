import { AppError, type FileChange } from "#lib/base/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { findRule } from "#lib/engines/rules/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import type { RunContext } from "./advance-run.ts";

export async function readRun({ organizationId, runId }: RunContext) {
  const run = await readAs({ organizationId }, (db) =>
    db.run.findUnique({
      where: { id: runId },
      include: { finding: true, fix: { select: { id: true } }, repository: true },
    }),
  );
  if (run === null) throw new AppError("not_found", "The run is gone.");
  return run;
}

/** A fix run with its finding, and what the fix will be called. */
export async function readRunWithFinding(context: RunContext) {
  const run = await readRun(context);
  if (run.finding === null) throw new AppError("internal", "A fix run has no finding.");
  const finding = { ...run.finding, fixTitle: titleOf(run.finding) };
  return { ...run, finding, checks: (run.checks ?? []) as unknown as readonly ValidationCheck[] };
}

/** What the patch step stored. */
export async function readProposal(context: RunContext): Promise<readonly FileChange[]> {
  const { proposal } = await readRun(context);
  if (proposal === null) throw new AppError("internal", "The run has no proposal.");
  return proposal as unknown as readonly FileChange[];
}

function titleOf(finding: { readonly ruleId: string; readonly title: string }): string {
  return findRule(finding.ruleId)?.fixTitle ?? finding.title;
}
