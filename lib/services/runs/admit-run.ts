import { AppError } from "#lib/base/index.ts";
import type { enums, Reads, Tx } from "#lib/platform/db/index.ts";
import { fixPolicyOf, lockOrganization, quietUntil } from "#lib/services/organizations/index.ts";
import { type FixBudget, fixBudget, fullWords } from "./fix-budget.ts";

export const underWay: enums.RunState[] = ["queued", "running"];

/** How a repository stands to one more fix. */
export interface Admission {
  /** Why nothing can be proposed there; null where it can. */
  readonly refusal: string | null;
  readonly budget: FixBudget;
  /** Fixes that wait for a decision or are coming. */
  readonly taken: number;
  /** The end of the quiet hours that it is now; null outside of them. */
  readonly waitsUntil: Date | null;
}

export async function readAdmission(
  db: Pick<Reads, "organization" | "repository" | "fix" | "run">,
  organizationId: string,
  repositoryId: string,
): Promise<Admission> {
  const row = await db.organization.findUniqueOrThrow({ where: { id: organizationId } });
  const { openFixBudget, quietHours } = fixPolicyOf(row);
  const repository = await db.repository.findUniqueOrThrow({ where: { id: repositoryId } });
  const proposed = await db.fix.count({ where: { repositoryId, state: "proposed" } });
  const coming = await db.run.count({
    where: { repositoryId, kind: "fix", state: { in: underWay }, fix: { is: null } },
  });
  const why = `Nothing can be proposed in this repository. ${repository.stateReason ?? ""}`.trim();
  return {
    refusal: repository.state === "active" ? null : why,
    budget: fixBudget(openFixBudget, repository.openFixBudget),
    taken: proposed + coming,
    waitsUntil: quietUntil(quietHours, new Date()),
  };
}

/** Refuses a fix where none can be proposed, or beyond the repository's budget; else says when the quiet hours are over. */
export async function admitFix(
  tx: Tx,
  organizationId: string,
  repositoryId: string,
): Promise<Date | null> {
  const { refusal, budget, taken, waitsUntil } = await readAdmission(
    tx,
    organizationId,
    repositoryId,
  );
  if (refusal !== null) throw new AppError("conflict", refusal);
  if (taken >= budget.limit) throw new AppError("conflict", fullWords(budget, taken));
  return waitsUntil;
}

export async function requireRepository(tx: Tx, organizationId: string, repositoryId: string) {
  // Runs are numbered, and of two starts for one thing the second sees the first's run.
  await lockOrganization(tx, organizationId);
  const { count } = await tx.repository.updateMany({
    where: { id: repositoryId, organizationId, removedAt: null },
    data: { removedAt: null },
  });
  if (count === 0) throw new AppError("not_found", "The repository is not connected.");
}
