import { AppError, newId } from "#lib/base/index.ts";
import type { enums, Tx } from "#lib/platform/db/index.ts";
import { type Actor, mutate } from "#lib/services/audit/index.ts";
import { fixPolicyOf, lockOrganization, quietUntil } from "#lib/services/organizations/index.ts";
import { createRun, type StartedRun } from "./create-run.ts";
import { nextBranch } from "./name-branch.ts";

const underWay: enums.RunState[] = ["queued", "running"];

/** Asks for a scan of a repository. While one is under way, that one is the answer. */
export async function startScan(
  actor: Actor,
  organizationId: string,
  repositoryId: string,
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
    trail.note({ kind: "scan", repositoryId });
    return await createRun(tx, actor, { id, organizationId, repositoryId, kind: "scan" });
  });
}

/** Asks for a fix of a finding. While a run is under way for it, that one is the answer. */
export async function startFix(
  actor: Actor,
  organizationId: string,
  findingId: string,
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
    if (finding.state !== "open" && finding.state !== "snoozed") {
      throw new AppError(
        "conflict",
        `This finding is ${finding.state}${finding.stateReason ? `: ${finding.stateReason}` : ""}. Reopen it first.`,
      );
    }
    const open = await tx.fix.findFirst({
      where: {
        findings: { some: { findingId } },
        state: { in: ["proposed", "approved", "signed"] },
      },
    });
    if (open !== null) {
      throw new AppError("conflict", `A fix of this finding is ${open.state} already: ${open.id}.`);
    }
    if (!finding.fixable) {
      throw new AppError("conflict", "No rule has a safe fix for this code. It needs a person.");
    }
    const waitsUntil = await admitFix(tx, organizationId, repositoryId);
    const branch = await nextBranch(tx, finding);
    trail.note({ kind: "fix", findingId });
    return await createRun(tx, actor, {
      id,
      organizationId,
      repositoryId,
      findingId,
      kind: "fix",
      branch,
      waitsUntil,
    });
  });
}

/** Refuses a fix where none can be proposed, or beyond the repository's budget; else says when the quiet hours are over. */
async function admitFix(
  tx: Tx,
  organizationId: string,
  repositoryId: string,
): Promise<Date | null> {
  const row = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  const { openFixBudget, quietHours } = fixPolicyOf(row);
  const repository = await tx.repository.findUniqueOrThrow({ where: { id: repositoryId } });
  if (repository.state !== "active") {
    throw new AppError(
      "conflict",
      `Nothing can be proposed in this repository. ${repository.stateReason ?? ""}`.trim(),
    );
  }
  const [proposed, coming] = [
    await tx.fix.count({ where: { repositoryId, state: "proposed" } }),
    await tx.run.count({
      where: { repositoryId, kind: "fix", state: { in: underWay }, fix: { is: null } },
    }),
  ];
  if (proposed + coming >= openFixBudget) {
    throw new AppError(
      "conflict",
      `${proposed + coming} fixes of this repository wait or are coming, and its budget is ${openFixBudget}. Decide on some first, or let an admin raise the budget in the settings.`,
    );
  }
  return quietUntil(quietHours, new Date());
}

async function requireRepository(tx: Tx, organizationId: string, repositoryId: string) {
  // Runs are numbered, and of two starts for one thing the second sees the first's run.
  await lockOrganization(tx, organizationId);
  const { count } = await tx.repository.updateMany({
    where: { id: repositoryId, organizationId, removedAt: null },
    data: { removedAt: null },
  });
  if (count === 0) throw new AppError("not_found", "The repository is not connected.");
}
