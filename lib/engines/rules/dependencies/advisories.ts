import semver from "semver";
import { type Severity, severities } from "#lib/base/index.ts";
import { cvss3BaseScore, severityOfScore } from "./cvss.ts";
import type { Advisory, AffectedRange, Ecosystem, PackageVersion } from "./ports.ts";
import { comparePythonVersions, normalPythonName } from "./python-version.ts";

/** Negative, zero or positive; null where the two cannot be compared. */
export function compareVersions(ecosystem: Ecosystem, a: string, b: string): number | null {
  if (ecosystem === "PyPI") return comparePythonVersions(a, b);
  const [left, right] = [semver.valid(a), semver.valid(b)];
  return left === null || right === null ? null : semver.compare(left, right);
}

/**
 * Whether the advisory is about this very version, judged as OSV's schema says. Asked again here of
 * every answer: a version outside the ranges is no finding, whoever says so.
 */
export function affects(advisory: Advisory, of: PackageVersion): boolean {
  return affectedBy(advisory, of).some(
    ({ versions, ranges }) =>
      versions.includes(of.version) || ranges.some((range) => isWithin(range, of)),
  );
}

/**
 * The lowest version above this one in which an advisory says its fault is fixed and that none of
 * them affects; null where they name none.
 */
export function lowestFixedVersion(
  advisories: readonly Advisory[],
  of: PackageVersion,
): string | null {
  const named = advisories.flatMap((advisory) =>
    affectedBy(advisory, of).flatMap(({ ranges }) =>
      ranges.flatMap(({ events }) => events.flatMap(({ fixed }) => fixed ?? [])),
    ),
  );
  const { ecosystem } = of;
  return (
    named
      .filter((version) => (compareVersions(ecosystem, version, of.version) ?? -1) > 0)
      .filter((version) => ecosystem === "PyPI" || semver.prerelease(version) === null)
      .sort((a, b) => compareVersions(ecosystem, a, b) ?? 0)
      .find((version) => !advisories.some((each) => affects(each, { ...of, version }))) ?? null
  );
}

/** The gravest of several; one step lower for what only development uses. */
export function severityOfAll(advisories: readonly Advisory[], dev: boolean): Severity {
  const gravest = Math.min(...advisories.map((each) => severities.indexOf(severityOf(each))));
  return severities[Math.min(gravest + (dev ? 1 : 0), severities.length - 1)] ?? "medium";
}

/** As the database grades it, else by its CVSS 3 vector; what nobody graded counts as medium. */
export function severityOf({ severity, vectors }: Advisory): Severity {
  if (severity !== null) return severity;
  const scores = vectors.flatMap((vector) => cvss3BaseScore(vector) ?? []);
  return scores.length === 0 ? "medium" : severityOfScore(Math.max(...scores));
}

function affectedBy(advisory: Advisory, { ecosystem, name }: PackageVersion) {
  const normal = (text: string) => (ecosystem === "PyPI" ? normalPythonName(text) : text);
  return advisory.affected.filter(
    (each) => each.ecosystem === ecosystem && normal(each.name) === normal(name),
  );
}

function isWithin({ events }: AffectedRange, { ecosystem, version }: PackageVersion): boolean {
  const marks = events.map((event) => {
    const at = event.introduced ?? event.fixed ?? event.lastAffected ?? "0";
    return { event, distance: at === "0" ? 1 : compareVersions(ecosystem, version, at), at };
  });
  if (marks.some(({ distance }) => distance === null)) return false;
  marks.sort((a, b) => rank(ecosystem, a.at, b.at));
  let within = false;
  for (const { event, distance } of marks) {
    if (event.introduced !== undefined && (distance ?? -1) >= 0) within = true;
    else if (event.fixed !== undefined && (distance ?? -1) >= 0) within = false;
    else if (event.lastAffected !== undefined && (distance ?? -1) > 0) within = false;
  }
  return within;
}

function rank(ecosystem: Ecosystem, a: string, b: string): number {
  if (a === "0" || b === "0") return Number(b === "0") - Number(a === "0");
  return compareVersions(ecosystem, a, b) ?? 0;
}
