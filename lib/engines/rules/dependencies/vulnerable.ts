import semver from "semver";
import type { Dependency } from "../rule.ts";
import { affects, lowestFixedVersion, severityOf, severityOfAll } from "./advisories.ts";
import { type DependencyFault, listed } from "./fault.ts";
import type { Advisories, Advisory, PackageVersion } from "./ports.ts";
import { vulnerableDependency } from "./rule-texts.ts";
import type { UsedPackage } from "./used-packages.ts";

const maxAliases = 100;

/** A package that is used in a version with known vulnerabilities. */
export interface VulnerablePackage {
  readonly used: UsedPackage;
  readonly advisories: readonly Advisory[];
  readonly fixedVersion: string | null;
}

/** Asks about every package once. Throws `unavailable` when there is no whole answer. */
export async function findVulnerable(
  packages: readonly UsedPackage[],
  advisories: Advisories,
  signal?: AbortSignal,
): Promise<readonly VulnerablePackage[]> {
  const distinct = [...new Map(packages.map((each) => [keyOf(each), versionOf(each)])).values()];
  const answers = await advisories.of(distinct, signal);
  const byKey = new Map(distinct.map((each, at) => [keyOf(each), answers[at] ?? []]));
  return packages.flatMap((used) => {
    const about = (byKey.get(keyOf(used)) ?? [])
      .filter((advisory) => affects(advisory, used))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    if (about.length === 0) return [];
    return { used, advisories: about, fixedVersion: lowestFixedVersion(about, used) };
  });
}

export function vulnerableFault({
  used,
  advisories,
  fixedVersion,
}: VulnerablePackage): DependencyFault {
  const ids = advisories.map(({ id }) => id);
  return {
    rule: vulnerableDependency,
    path: used.path,
    start: used.start,
    end: used.end,
    severity: severityOfAll(advisories, used.dev),
    message: messageOf(used, advisories, fixedVersion),
    // Another advisory about the same package is another finding: nobody has decided on it yet.
    code: `${used.ecosystem} ${used.name} ${ids.join(" ")}`,
    fixable: fixedVersion !== null && canRaise(used),
    dependency: dependencyOf(used, advisories, fixedVersion),
  };
}

/** True where the step is one that, by the numbers, may break who uses the package. */
export function isMajorStep(from: string, to: string): boolean {
  if (semver.valid(from) !== null) return !semver.satisfies(to, `^${from}`);
  return from.split(".")[0] !== to.split(".")[0];
}

function dependencyOf(
  used: UsedPackage,
  advisories: readonly Advisory[],
  fixedVersion: string | null,
): Dependency {
  const { ecosystem, name, version, direct, dev, npm, path } = used;
  return {
    ecosystem,
    name,
    version,
    fixedVersion,
    major: fixedVersion !== null && isMajorStep(version, fixedVersion),
    manifest: npm?.project.manifests[0]?.path ?? path,
    lockfile: npm?.project.lockPath ?? null,
    advisories: advisories.map(({ id }) => id),
    aliases: [...new Set(advisories.flatMap(({ aliases }) => aliases))].slice(0, maxAliases),
    direct,
    dev,
  };
}

function canRaise({ npm, pin }: UsedPackage): boolean {
  if (npm === null) return pin?.versionAt != null;
  const { packages } = npm.project.lock;
  // What is bundled lies in its parent's archive: no lockfile can exchange it.
  return npm.locations.some((location) => packages[location]?.inBundle !== true);
}

function messageOf(
  { name, version, direct, dev, chain }: UsedPackage,
  advisories: readonly Advisory[],
  fixedVersion: string | null,
): string {
  const count = advisories.length === 1 ? "a known vulnerability" : "known vulnerabilities";
  const told = advisories.map(
    (each) => `${each.id} (${severityOf(each)}${shortened(each.summary)})`,
  );
  const way = direct || chain.length < 2 ? "" : ` It comes in through ${chain.join(" › ")}.`;
  const use = dev ? " Only development uses it." : "";
  const end = fixedVersion === null ? "No version fixes it yet." : `Fixed in ${fixedVersion}.`;
  return `${name} ${version} has ${count}: ${listed(told)}.${way}${use} ${end}`;
}

function shortened(summary: string): string {
  const line = summary.replace(/\s+/g, " ").trim();
  if (line === "") return "";
  return `: ${line.length <= 140 ? line : `${line.slice(0, 139).toWellFormed()}…`}`;
}

function keyOf({ ecosystem, name, version }: PackageVersion): string {
  return `${ecosystem} ${name} ${version}`;
}

function versionOf({ ecosystem, name, version }: PackageVersion): PackageVersion {
  return { ecosystem, name, version };
}
