import { AppError } from "#lib/base/index.ts";
import type { enums, Tx } from "#lib/platform/db/index.ts";
import { fixPolicyOf, lockOrganization, quietUntil } from "#lib/services/organizations/index.ts";

export const underWay: enums.RunState[] = ["queued", "running"];

/** Refuses a fix where none can be proposed, or beyond the repository's budget; else says when the quiet hours are over. */
export async function admitFix(
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

export async function requireRepository(tx: Tx, organizationId: string, repositoryId: string) {
  // Runs are numbered, and of two starts for one thing the second sees the first's run.
  await lockOrganization(tx, organizationId);
  const { count } = await tx.repository.updateMany({
    where: { id: repositoryId, organizationId, removedAt: null },
    data: { removedAt: null },
  });
  if (count === 0) throw new AppError("not_found", "The repository is not connected.");
}
