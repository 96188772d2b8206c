import { AppError, newId } from "#lib/base/index.ts";
import type { enums, Finding, Tx } from "#lib/platform/db/index.ts";
import { type Actor, mutate } from "#lib/services/audit/index.ts";
import { admitFix, requireRepository, underWay } from "./admit-run.ts";
import { createRun, type StartedRun } from "./create-run.ts";
import { nextBranch } from "./name-branch.ts";
import { whoFixes } from "./who-fixes.ts";

/** Asks for a scan of a repository. While one is under way, that one is the answer. */
export async function startScan(
  actor: Actor,
  organizationId: string,
  repositoryId: string,
  cause: enums.RunCause = "request",
): Promise<StartedRun> {
  const id = newId("run");
  return await mutate(actor, "run.start", { type: "run", id }, async (tx, trail) => {
    await requireRepository(tx, organizationId, repositoryId);
    const running = await tx.run.findFirst({
      where: { repositoryId, kind: "scan", state: { in: underWay } },
    });
    if (running !== null) {
      trail.unchanged();
      return running;
    }
    trail.note({ kind: "scan", repositoryId, ...(cause !== "request" && { cause }) });
    return await createRun(tx, actor, { id, organizationId, repositoryId, kind: "scan", cause });
  });
}

/** What a person says when they ask a model once more. */
export interface Again {
  readonly retryOfId: string;
  readonly note: string;
}

/**
 * Asks for a fix of a finding: by its rule where that has one, else by the organization's model. While a
 * run is under way for it, that one is the answer.
 */
export async function startFix(
  actor: Actor,
  organizationId: string,
  findingId: string,
  again?: Again,
): Promise<StartedRun> {
  const id = newId("run");
  return await mutate(actor, "run.start", { type: "run", id }, async (tx, trail) => {
    const finding = await tx.finding.findFirst({ where: { id: findingId, organizationId } });
    if (finding === null) throw new AppError("not_found", "There is no such finding.");
    const { repositoryId } = finding;
    await requireRepository(tx, organizationId, repositoryId);
    const running = await tx.run.findFirst({
      where: {
        OR: [{ findingId }, { findingIds: { has: findingId } }],
        kind: "fix",
        state: { in: underWay },
      },
    });
    if (running !== null) {
      trail.unchanged();
      return running;
    }
    await requireUndecided(tx, finding);
    const fixer = await fixerOf(tx, finding, again);
    const waitsUntil = await admitFix(tx, organizationId, repositoryId);
    const branch = await nextBranch(tx, finding);
    trail.note({ kind: "fix", findingId, fixer, ...(again && { retryOf: again.retryOfId }) });
    return await createRun(tx, actor, {
      id,
      organizationId,
      repositoryId,
      findingId,
      kind: "fix",
      fixer,
      ...again,
      branch,
      waitsUntil,
    });
  });
}

/** Throws `conflict` where somebody has decided about the finding, or a fix of it is open. */
async function requireUndecided(tx: Tx, finding: Finding): Promise<void> {
  if (finding.state !== "open" && finding.state !== "snoozed") {
    throw new AppError(
      "conflict",
      `This finding is ${finding.state}${finding.stateReason ? `: ${finding.stateReason}` : ""}. Reopen it first.`,
    );
  }
  const open = await tx.fix.findFirst({
    where: {
      findings: { some: { findingId: finding.id } },
      state: { in: ["proposed", "approved", "signed"] },
    },
  });
  if (open !== null) {
    throw new AppError("conflict", `A fix of this finding is ${open.state} already: ${open.id}.`);
  }
}

/** A note is for none but a model. */
async function fixerOf(
  tx: Tx,
  { organizationId, ruleId, fixable }: Finding,
  again: Again | undefined,
): Promise<enums.Fixer> {
  if (fixable && again === undefined) return "rule";
  if (whoFixes({ ruleId, fixable: false }) === "person") {
    throw new AppError("conflict", "No version of this package is free of it. It needs a person.");
  }
  const chosen = await tx.modelChoice.count({ where: { organizationId, purpose: "fix" } });
  if (chosen > 0) return "model";
  throw new AppError(
    "conflict",
    "No rule has a safe fix for this code. An admin can choose a model of your own in Settings → Model keys; without one it needs a person.",
  );
}
