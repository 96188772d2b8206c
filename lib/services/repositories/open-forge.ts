import { resolve } from "node:path";
import { AppError } from "#lib/base/index.ts";
import { config, refusesSharedRoots } from "#lib/platform/config/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { type Forge, openLocalForge } from "#lib/platform/forge/index.ts";
import { openHostedForge } from "#lib/services/connections/index.ts";
import { getOrganization } from "#lib/services/organizations/index.ts";

/** Where Etna keeps the sample repositories that it makes. */
export function samplesFolder(): string {
  return resolve(config().ETNA_DATA_DIR, "samples");
}

/** Where `npm run demo` keeps its copies. */
function demoFolder(): string {
  return resolve(config().ETNA_DATA_DIR, "demo/repositories");
}

/**
 * The forge of a connected repository. Throws `not_found` once it is removed from Etna, and
 * `precondition_failed` where its connection no longer works.
 */
export async function openForge(organizationId: string, repositoryId: string): Promise<Forge> {
  const repository = await readAs({ organizationId }, (db) =>
    db.repository.findUnique({
      where: { id: repositoryId },
      include: { connection: { select: { kind: true } } },
    }),
  );
  if (repository === null || repository.removedAt !== null) {
    throw new AppError("not_found", "The repository is no longer connected.");
  }
  if (repository.connection.kind !== "local") {
    return await openHostedForge(organizationId, repository);
  }
  const allowedRoots = [...(await allowedPaths(organizationId)), samplesFolder(), demoFolder()];
  return await openLocalForge({ path: repository.location, allowedRoots });
}

/** Folders below which the operator allows this organization to connect repositories. */
export async function allowedPaths(organizationId: string): Promise<readonly string[]> {
  const settings = config();
  const shared = !refusesSharedRoots(settings);
  const roots = settings.ETNA_LOCAL_FORGE_ROOTS;
  const isForSome = roots.some((root) => root.slug !== null);
  const own = isForSome ? (await getOrganization(organizationId))?.slug : undefined;
  return roots
    .filter(({ slug }) => (slug === null ? shared : slug === own))
    .map(({ path }) => path);
}
