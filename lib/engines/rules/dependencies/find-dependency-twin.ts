import type { VulnerableDependency } from "#lib/base/index.ts";
import { normalPythonName } from "./python-version.ts";

export interface OwnDependency {
  readonly id: string;
  readonly dependency: VulnerableDependency;
}

/**
 * The finding of ours that is about the same package in the same folder and knows the advisory that
 * another tool reports. Lines do not matter: a forge names the manifest, we the line that asks.
 */
export function findDependencyTwin(
  own: readonly OwnDependency[],
  reported: VulnerableDependency,
): OwnDependency | null {
  const ids = [reported.ghsa, reported.cve].filter((id) => id !== null);
  return (
    own.find(
      ({ dependency }) =>
        nameOf(dependency) === nameOf(reported) &&
        folderOf(dependency.manifestPath) === folderOf(reported.manifestPath) &&
        ids.some((id) => dependency.advisories?.includes(id)),
    ) ?? null
  );
}

/** Forges call Python's ecosystem by its installer. */
function nameOf({ ecosystem, package: name }: VulnerableDependency): string {
  const kind = ecosystem?.toLowerCase() ?? "";
  return ["pip", "pypi"].includes(kind) ? `PyPI ${normalPythonName(name)}` : `${kind} ${name}`;
}

function folderOf(path: string): string {
  return path.replace(/[^/]*$/, "");
}
