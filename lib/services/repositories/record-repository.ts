import { AppError, newId } from "#lib/base/index.ts";
import { type enums, isUniqueViolation, type Tx } from "#lib/platform/db/index.ts";
import { type Actor, mutate } from "#lib/services/audit/index.ts";
import { lockOrganization } from "#lib/services/organizations/index.ts";
import { bindFirstKey, prepareFirstKey } from "#lib/services/provenance/index.ts";

export interface ConnectedRepository {
  readonly id: string;
  readonly name: string;
}

/** A repository as it was just looked at. */
export interface FoundRepository {
  readonly name: string;
  readonly location: string;
  readonly defaultBranch: string;
  readonly sample: boolean;
  readonly forgeId: string | null;
  readonly state: enums.RepositoryState;
  readonly stateReason: string | null;
  readonly connection: (tx: Tx) => Promise<string>;
}

/**
 * Keeps a repository. The organization's first one also makes its signing key, in the same
 * transaction. Connecting the same one again gives the same repository.
 */
export async function recordRepository(
  actor: Actor,
  organizationId: string,
  found: FoundRepository,
): Promise<ConnectedRepository> {
  const { location, name, defaultBranch, sample, forgeId } = found;
  const key = await prepareFirstKey(organizationId);
  const id = newId("repository");
  const target = { type: "repository", id };
  try {
    return await mutate(actor, "repository.connect", target, async (tx, trail) => {
      // Of two first connections at once, one makes the key; of two of one place, one connects it.
      await lockOrganization(tx, organizationId);
      const known = await tx.repository.findUnique({
        where: { organizationId_location: { organizationId, location } },
      });
      const connectionId = await found.connection(tx);
      const { state, stateReason } = found;
      const seen = { defaultBranch, connectionId, state, stateReason };
      if (known !== null) {
        if (known.removedAt === null) trail.unchanged();
        else trail.note({ name: known.name, again: true });
        // A folder keeps the name that it was given; the forge says what its own are called.
        return await tx.repository.update({
          where: { id: known.id },
          data: { removedAt: null, ...seen, ...(forgeId !== null && { name }) },
        });
      }
      const bound = await bindFirstKey(tx, organizationId, key);
      trail.note({ name, defaultBranch, ...(bound && { signingKey: bound.hint }) });
      return await tx.repository.create({
        data: { id, organizationId, name, location, sample, forgeId, ...seen },
      });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", `A repository named ${name} is connected already.`, {
      cause: error,
    });
  }
}
