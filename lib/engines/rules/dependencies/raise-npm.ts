import { AppError, type FileChange } from "#lib/base/index.ts";
import { chooseVersion } from "./choose-version.ts";
import { lockedText } from "./locked-text.ts";
import type { NpmProject } from "./npm-project.ts";
import { npmTree } from "./npm-tree.ts";
import { admitVersion, type ManifestTexts } from "./plan-manifests.ts";
import type { Advisories, Packument, Registry } from "./ports.ts";
import { resolveLock } from "./resolve-lock.ts";
import type { VulnerablePackage } from "./vulnerable.ts";

/** A resolution that asks for more descriptions than this is no small change. */
const maxPackuments = 1500;

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
      only(await descriptions(name), name, keptVersions(project, targets, chosen)),
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
      const locked = Object.entries(lock.packages).flatMap(([location, { name: own, version }]) => {
        const of = own ?? location.slice(location.lastIndexOf("node_modules/") + 13);
        return of === name && version !== undefined ? [version] : [];
      });
      const sound = locked.filter(
        (version) => !raised.some(({ used }) => used.version === version),
      );
      return [name, new Set([...versions, ...sound])];
    }),
  );
}

function only(
  packument: Packument | null,
  name: string,
  kept: ReadonlyMap<string, ReadonlySet<string>>,
): Packument {
  if (packument === null) {
    throw Object.assign(new Error(`the registry has no ${name}`), { code: "E404" });
  }
  const versions = kept.get(name);
  if (versions === undefined) return packument;
  const { "dist-tags": _tags, ...rest } = packument;
  const left = Object.entries(packument.versions).filter(([version]) => versions.has(version));
  return { ...rest, name, versions: Object.fromEntries(left) };
}

function boundedPackuments(registry: Registry): (name: string) => Promise<Packument | null> {
  const asked = new Map<string, Promise<Packument | null>>();
  return async (name) => {
    const known = asked.get(name);
    if (known !== undefined) return await known;
    if (asked.size >= maxPackuments) {
      throw new AppError("too_large", `This change concerns more than ${maxPackuments} packages.`);
    }
    const answer = registry.packument(name);
    asked.set(name, answer);
    return await answer;
  };
}
