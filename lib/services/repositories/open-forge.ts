import { resolve } from "node:path";
import { AppError } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { type Forge, openLocalForge } from "#lib/platform/forge/index.ts";

/** Where Etna keeps the sample repositories that it makes. */
export function samplesFolder(): string {
  return resolve(config().ETNA_DATA_DIR, "samples");
}

/** Where `npm run demo` keeps its copies. */
function demoFolder(): string {
  return resolve(config().ETNA_DATA_DIR, "demo/repositories");
}

export async function openForgeAt(location: string, signal?: AbortSignal): Promise<Forge> {
  return await openLocalForge({
    path: location,
    allowedRoots: [...config().ETNA_LOCAL_FORGE_ROOTS, samplesFolder(), demoFolder()],
    ...(signal && { signal }),
  });
}

/** The forge of a connected repository. Throws `not_found` once it is removed from Etna. */
export async function openForge(organizationId: string, repositoryId: string): Promise<Forge> {
  const repository = await readAs({ organizationId }, (db) =>
    db.repository.findUnique({ where: { id: repositoryId } }),
  );
  if (repository === null || repository.removedAt !== null) {
    throw new AppError("not_found", "The repository is no longer connected.");
  }
  return await openForgeAt(repository.location);
}

/** Folders below which the operator allows repositories, for the form that asks for one. */
export function allowedPaths(): readonly string[] {
  return config().ETNA_LOCAL_FORGE_ROOTS;
}
