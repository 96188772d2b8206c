import semver from "semver";
import type { NpmManifest } from "./npm-schemas.ts";
import type { Packument, RegistryManifest } from "./ports.ts";

/**
 * The newest stable version that runs wherever `node` says that the project does; none beyond the
 * one that npm itself would take. Null where there is none.
 */
export function chooseNewest(packument: Packument, node: string | undefined): string | null {
  const latest = latestOf(packument);
  const [newest] = Object.values(packument.versions)
    .filter(({ version }) => semver.valid(version) !== null)
    .filter(({ version }) => semver.prerelease(version) === null)
    .filter(({ version }) => latest === null || !semver.gt(version, latest))
    .filter((each) => !each.deprecated && runsOn(each, node))
    .map(({ version }) => version)
    .sort(semver.rcompare);
  return newest ?? null;
}

/** What a manifest asks a version by: as npm is told in .npmrc, exact where all others are, else as npm does. */
export function rangeToAdd(manifest: NpmManifest, npmrc: string, version: string): string {
  if (setting(npmrc, "save-exact") === "true" || isAllExact(manifest)) return version;
  const prefix = setting(npmrc, "save-prefix") ?? "^";
  return /^[\^~]?$/.test(prefix) ? `${prefix}${version}` : `^${version}`;
}

function latestOf({ "dist-tags": tags }: Packument): string | null {
  const latest = typeof tags === "object" && tags !== null ? Object(tags).latest : undefined;
  if (typeof latest !== "string" || semver.valid(latest) === null) return null;
  return semver.prerelease(latest) === null ? latest : null;
}

function runsOn({ engines }: RegistryManifest, node: string | undefined): boolean {
  const range: unknown =
    typeof engines === "object" && engines !== null ? Object(engines).node : "";
  if (node === undefined || semver.validRange(node) === null) return true;
  if (typeof range !== "string" || range.trim() === "") return true;
  return semver.validRange(range) !== null && semver.subset(node, range);
}

/** What comes from elsewhere than a registry has no version to judge by. */
function isAllExact(manifest: NpmManifest): boolean {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const ranges = [dependencies, devDependencies, optionalDependencies]
    .flatMap((group) => Object.values(group ?? {}))
    .filter((range) => !/[:/]/.test(range));
  return ranges.length > 0 && ranges.every((range) => semver.valid(range) !== null);
}

function setting(npmrc: string, name: string): string | null {
  const lines = npmrc.split(/\r?\n/).map((line) => /^\s*([\w-]+)\s*=\s*"?(.*?)"?\s*$/.exec(line));
  return lines.findLast((match) => match?.[1] === name)?.[2] ?? null;
}
