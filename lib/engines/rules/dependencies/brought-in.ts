import { AppError } from "#lib/base/index.ts";
import { affects } from "./advisories.ts";
import { isInstalled, packageNameAt } from "./npm-project.ts";
import type { LockEntry, NpmLock } from "./npm-schemas.ts";
import type { Advisories, PackageVersion, Packument, RegistryManifest } from "./ports.ts";

/** What the new lockfile has in a version that the old one has nowhere. */
export function broughtIn(old: NpmLock, next: NpmLock): readonly PackageVersion[] {
  const known = new Set(Object.entries(old.packages).map(keyOf));
  return Object.entries(next.packages).flatMap((each) => {
    const [location, entry] = each;
    if (!isInstalled(location) || entry.version === undefined || known.has(keyOf(each))) return [];
    const name = packageNameAt(location, entry);
    return [{ ecosystem: "npm" as const, name, version: entry.version }];
  });
}

function keyOf([location, entry]: readonly [string, LockEntry]): string {
  return `${packageNameAt(location, entry)}@${entry.version}`;
}

/**
 * Throws `conflict` where one of these runs a script as it is installed, or has a known vulnerability.
 * Without `advisories` nobody is asked about those.
 */
export async function requireSound(
  brought: readonly PackageVersion[],
  descriptions: (name: string) => Promise<Packument | null>,
  advisories: Advisories | undefined,
): Promise<void> {
  for (const { name, version } of brought) {
    // A lockfile of version 1 says nothing of scripts: the registry does.
    const manifest = (await descriptions(name))?.versions[version];
    if (manifest === undefined) {
      throw new AppError("conflict", `The registry says nothing of ${name} ${version}.`);
    }
    if (!runsScript(manifest)) continue;
    const why = `${name} ${version} runs a script as it is installed: that is for a person.`;
    throw new AppError("conflict", why);
  }
  const about = (await advisories?.of(brought)) ?? [];
  for (const [at, each] of brought.entries()) {
    const fault = about[at]?.find((advisory) => affects(advisory, each));
    if (fault === undefined) continue;
    const why = `${each.name} ${each.version}, which would come in, has a known vulnerability: ${fault.id}.`;
    throw new AppError("conflict", why);
  }
}

/** The short form of a description has a mark, the whole one the scripts themselves. */
function runsScript({ hasInstallScript, scripts }: RegistryManifest): boolean {
  if (hasInstallScript === true) return true;
  const names = typeof scripts === "object" && scripts !== null ? Object.keys(scripts) : [];
  return names.some((name) => /^(?:pre|post)?install$/.test(name));
}
