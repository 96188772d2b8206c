import { mkdir, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { AppError, newId } from "#lib/base/index.ts";
import { isUniqueViolation } from "#lib/platform/db/index.ts";
import { createSampleRepository, openLocalForge } from "#lib/platform/forge/index.ts";
import { sampleFiles } from "#lib/platform/workspace/index.ts";
import { type Actor, mutate, requirePermission } from "#lib/services/audit/index.ts";
import { lockOrganization } from "#lib/services/organizations/index.ts";
import { bindFirstKey, prepareKey } from "#lib/services/provenance/index.ts";
import { allowedPaths, samplesFolder } from "./open-forge.ts";

export interface ConnectedRepository {
  readonly id: string;
  readonly name: string;
}

export interface ConnectionRequest {
  readonly path: string;
  readonly name?: string;
  readonly sample?: boolean;
  /**
   * A folder of Etna's own that the repository was just made in. Never from a person: what Etna
   * keeps for one organization is not for another to connect.
   */
  readonly within?: string;
}

/**
 * Connects a git repository of this machine. The organization's first connection also makes its
 * signing key, in the same transaction. Connecting the same folder again gives the same repository.
 */
export async function connectRepository(
  actor: Actor,
  organizationId: string,
  request: ConnectionRequest,
): Promise<ConnectedRepository> {
  await requirePermission(actor, "repository.connect", organizationId);
  const allowedRoots =
    request.within === undefined ? await allowedPaths(organizationId) : [request.within];
  const forge = await openLocalForge({ path: request.path, allowedRoots });
  const { defaultBranch } = await forge.inspectRepository();
  const location = await realpath(request.path);
  const name = request.name ?? basename(location).replace(/\.git$/, "");
  const key = await prepareKey(organizationId);
  const id = newId("repository");
  const connect = () =>
    mutate(actor, "repository.connect", { type: "repository", id }, async (tx, trail) => {
      // Of two first connections at once, one makes the key; of two of one folder, one connects it.
      await lockOrganization(tx, organizationId);
      const known = await tx.repository.findUnique({
        where: { organizationId_location: { organizationId, location } },
      });
      if (known !== null) {
        if (known.removedAt === null) trail.unchanged();
        else trail.note({ name: known.name, again: true });
        return await tx.repository.update({
          where: { id: known.id },
          data: { removedAt: null, defaultBranch },
        });
      }
      const connection = await tx.connection.upsert({
        where: {
          organizationId_kind_name: { organizationId, kind: "local", name: "This machine" },
        },
        create: { id: newId("connection"), organizationId, kind: "local", name: "This machine" },
        update: {},
      });
      const bound = await bindFirstKey(tx, organizationId, key);
      trail.note({ name, defaultBranch, ...(bound && { signingKey: bound.hint }) });
      return await tx.repository.create({
        data: {
          id,
          organizationId,
          connectionId: connection.id,
          name,
          location,
          defaultBranch,
          sample: request.sample ?? false,
        },
      });
    });
  try {
    return await connect();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", `A repository named ${name} is connected already.`, {
      cause: error,
    });
  }
}

/** Makes the sample repository, with a fresh fake secret in it, and connects it. */
export async function connectSample(
  actor: Actor,
  organizationId: string,
): Promise<ConnectedRepository> {
  await requirePermission(actor, "repository.connect", organizationId);
  const folder = join(samplesFolder(), organizationId);
  const path = join(folder, "parcel-desk.git");
  await mkdir(folder, { recursive: true });
  try {
    await createSampleRepository(path, await sampleFiles());
  } catch (error) {
    // A second click: the sample stands already.
    if (!(error instanceof AppError && error.code === "conflict")) throw error;
  }
  return await connectRepository(actor, organizationId, {
    path,
    sample: true,
    within: folder,
  });
}
