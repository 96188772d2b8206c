import { AppError } from "#lib/base/index.ts";
import { type Actor, mutate } from "#lib/services/audit/index.ts";

/** Forgets a repository. Its findings and signed fixes stay; the repository itself is not touched. */
export async function removeRepository(
  actor: Actor,
  organizationId: string,
  repositoryId: string,
): Promise<void> {
  const target = { type: "repository", id: repositoryId };
  await mutate(actor, "repository.remove", target, async (tx, trail) => {
    const { count } = await tx.repository.updateMany({
      where: { id: repositoryId, organizationId, removedAt: null },
      data: { removedAt: new Date() },
    });
    if (count > 0) return;
    const known = await tx.repository.findFirst({ where: { id: repositoryId, organizationId } });
    if (known === null) throw new AppError("not_found", "There is no such repository.");
    trail.unchanged();
  });
}
