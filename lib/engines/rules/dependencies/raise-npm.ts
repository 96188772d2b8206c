import { AppError, type FileChange } from "#lib/base/index.ts";
import { chooseVersion } from "./choose-version.ts";
import { lockedText } from "./locked-text.ts";
import { lockedVersions, type NpmProject } from "./npm-project.ts";
import { npmTree } from "./npm-tree.ts";
import { boundedPackuments, onlyVersions } from "./packuments.ts";
import { admitVersion, type ManifestTexts } from "./plan-manifests.ts";
import type { Advisories, Registry } from "./ports.ts";
import { resolveLock } from "./resolve-lock.ts";
import type { VulnerablePackage } from "./vulnerable.ts";

/** A package that was raised. */
export interface Bump {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface Raised {
  readonly changes: readonly FileChange[];
  readonly bumps: readonly Bump[];
}

export interface NpmPorts {
  readonly advisories: Advisories;
  readonly registry: Registry;
}

/**
 * The changes to manifests and lockfile that raise these packages of one project, each to the lowest
 * fixed version. Throws `conflict`, saying why, where one of them cannot be raised.
 */
export async function raiseNpm(
  project: NpmProject,
  targets: readonly VulnerablePackage[],
  { advisories, registry }: NpmPorts,
): Promise<Raised> {
  const descriptions = boundedPackuments(registry);
  const tree = npmTree(project);
  const texts: ManifestTexts = new Map();
  const chosen = new Map<string, Set<string>>();
  const bumps: Bump[] = [];
  for (const target of targets) {
    const { name, version: from, npm } = target.used;
    const dependents = (npm?.locations ?? []).flatMap((each) => tree.dependentsOf(each));
    const packument = await descriptions(name);
    const ranges = dependents.map(({ range }) => range);
    const version = packument && (await chooseVersion(target, packument, ranges, advisories));
    if (!version) throw new AppError("conflict", `No version of ${name} above ${from} is fixed.`);
    if (!admitVersion(project, texts, dependents, name, version)) {
      throw new AppError("conflict", `A range that asks for ${name} is for a person to change.`);
    }
    bumps.push({ name, from, to: version });
    chosen.set(name, (chosen.get(name) ?? new Set()).add(version));
  }
  const resolved = await resolveLock(project, {
    manifests: texts,
    names: [...chosen.keys()],
    packument: async (name) =>
      onlyVersions(await descriptions(name), name, keptVersions(project, targets, chosen)),
    manifest: (name, version) => registry.manifest(name, version),
  });
  const changes = [
    ...[...texts].map(([path, after]) => ({
      path,
      before: project.manifests.find((each) => each.path === path)?.text ?? null,
      after,
    })),
    { path: project.lockPath, before: project.lockText, after: lockedText(project, resolved) },
  ].filter(({ before, after }) => before !== after);
  return { changes, bumps };
}

/** Of the packages that are raised: the versions chosen, and the sound ones that are locked already. */
function keptVersions(
  { lock }: NpmProject,
  targets: readonly VulnerablePackage[],
  chosen: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    [...chosen].map(([name, versions]) => {
      const raised = targets.filter(({ used }) => used.name === name);
      const sound = lockedVersions(lock, name).filter(
        (version) => !raised.some(({ used }) => used.version === version),
      );
      return [name, new Set([...versions, ...sound])];
    }),
  );
}
