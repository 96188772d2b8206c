import semver from "semver";
import { affects } from "./advisories.ts";
import type { Advisories, Advisory, Packument } from "./ports.ts";
import { admits } from "./range-style.ts";
import type { VulnerablePackage } from "./vulnerable.ts";

/** A version may itself have an advisory that the old one has not: then the next one is asked about. */
const maxAsked = 6;

/**
 * The lowest version in the registry above the present one that no advisory affects: one that all
 * who ask for the package admit, where there is one. Null where there is none.
 */
export async function chooseVersion(
  { used, advisories: known }: VulnerablePackage,
  packument: Packument,
  ranges: readonly string[],
  advisories: Advisories,
): Promise<string | null> {
  let about: readonly Advisory[] = known;
  for (let asked = 0; asked < maxAsked; asked++) {
    const version = lowest(candidates(packument, used, about), ranges);
    if (version === null) return null;
    const [more = []] = await advisories.of([{ ecosystem: "npm", name: used.name, version }]);
    const affecting = more.filter((each) => affects(each, { ...used, version }));
    if (affecting.length === 0) return version;
    about = [...about, ...affecting];
  }
  return null;
}

function candidates(
  packument: Packument,
  used: VulnerablePackage["used"],
  about: readonly Advisory[],
): readonly string[] {
  const sound = Object.values(packument.versions)
    .filter(({ version }) => semver.valid(version) !== null && semver.gt(version, used.version))
    .filter(({ version }) => semver.prerelease(version) === null)
    .filter(({ version }) => !about.some((each) => affects(each, { ...used, version })));
  const kept = sound.filter(({ deprecated }) => !deprecated);
  return (kept.length > 0 ? kept : sound).map(({ version }) => version).sort(semver.compare);
}

function lowest(versions: readonly string[], ranges: readonly string[]): string | null {
  const inside = versions.find((version) => ranges.every((range) => admits(range, version)));
  return inside ?? versions[0] ?? null;
}
