import { mkdir, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { AppError, newId } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { createSampleRepository, openLocalForge } from "#lib/platform/forge/index.ts";
import { sampleFiles } from "#lib/platform/workspace/index.ts";
import { type Actor, requirePermission } from "#lib/services/audit/index.ts";
import { allowedPaths, samplesFolder } from "./open-forge.ts";
import { type ConnectedRepository, recordRepository } from "./record-repository.ts";

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

/** Connects a git repository of this machine. Again gives the same repository. */
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
  return await recordRepository(actor, organizationId, {
    name: request.name ?? basename(location).replace(/\.git$/, ""),
    location,
    defaultBranch,
    sample: request.sample ?? false,
    forgeId: null,
    state: "active",
    stateReason: null,
    connection: (tx) => thisMachine(tx, organizationId),
  });
}

async function thisMachine(tx: Tx, organizationId: string): Promise<string> {
  const key = { organizationId, kind: "local", name: "This machine" } as const;
  const { id } = await tx.connection.upsert({
    where: { organizationId_kind_name: key },
    create: { id: newId("connection"), ...key },
    update: {},
  });
  return id;
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
