import { mutate, systemActor } from "#lib/services/audit/index.ts";

/**
 * Remembers that the default branch changed, so that it is scanned. True where it did; what moves
 * another branch is of no interest.
 */
export async function notePush(
  organizationId: string,
  repositoryId: string,
  push: { readonly branch: string },
): Promise<boolean> {
  const actor = systemActor("worker", organizationId);
  const target = { type: "repository", id: repositoryId };
  return await mutate(actor, "repository.note_push", target, async (tx, trail) => {
    trail.underWay();
    const { count } = await tx.repository.updateMany({
      where: { id: repositoryId, organizationId, removedAt: null, defaultBranch: push.branch },
      data: { pushedAt: new Date() },
    });
    return count > 0;
  });
}
