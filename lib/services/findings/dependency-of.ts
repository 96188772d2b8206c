import type { VulnerableDependency } from "#lib/base/index.ts";
import type { Finding } from "#lib/engines/rules/index.ts";

/** What our own rule knows of a vulnerable package, as it is kept beside what forges report. */
export function dependencyOf({ dependency }: Finding): VulnerableDependency | null {
  if (dependency === undefined) return null;
  const { advisories, aliases, ecosystem, name, version, manifest, fixedVersion } = dependency;
  const ids = [...new Set([...advisories, ...aliases])];
  return {
    package: name,
    ecosystem,
    manifestPath: manifest,
    vulnerableRange: null,
    installed: version,
    fixedIn: fixedVersion,
    ghsa: ids.find((id) => id.startsWith("GHSA-")) ?? null,
    cve: ids.find((id) => id.startsWith("CVE-")) ?? null,
    advisories: ids,
  };
}
