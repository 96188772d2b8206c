import type { TextRange } from "../rule.ts";
import { type DependencyFault, listed } from "./fault.ts";
import { lockPlaces } from "./lock-places.ts";
import { isInstalled, type NpmProject } from "./npm-project.ts";
import { dependencyKinds } from "./npm-tree.ts";
import { lockfileDrift, lockfileHost, lockfileIntegrity } from "./rule-texts.ts";

/** Hosts that anyone's packages come from. */
const usualHosts = new Set(["registry.npmjs.org", "registry.yarnpkg.com", "npm.pkg.github.com"]);
/** Hosts that answer over HTTPS with the very same files. */
const alsoOverHttps = /^http:\/\/registry\.(?:npmjs\.org|yarnpkg\.com)\//;

/** What a lockfile says of itself, with nobody asked. */
export function lockfileFaults(project: NpmProject): readonly DependencyFault[] {
  const places = lockPlaces(project.lockText);
  return [
    ...hostFaults(project, places),
    ...integrityFaults(project, places),
    ...driftFaults(project, places),
  ];
}

interface Download {
  readonly location: string;
  readonly url: URL;
  readonly integrity: string | undefined;
}

function downloadsOf({ lock }: NpmProject): readonly Download[] {
  return Object.entries(lock.packages).flatMap(([location, { resolved, integrity, link }]) => {
    if (!isInstalled(location) || link === true || !/^https?:/i.test(resolved ?? "")) return [];
    const url = URL.parse(resolved ?? "");
    return url === null ? [] : [{ location, url, integrity }];
  });
}

function hostFaults(project: NpmProject, places: ReadonlyMap<string, TextRange>) {
  const downloads = downloadsOf(project);
  const chosen = chosenHosts(project, downloads);
  const odd = downloads.filter(({ url }) => url.protocol === "http:" || !chosen.has(url.host));
  const byOrigin = Map.groupBy(odd, ({ url }) => `${url.protocol}//${url.host}`);
  return [...byOrigin].map(([origin, of]): DependencyFault => {
    const names = listed(of.map(({ location }) => location));
    const plain = origin.startsWith("http:");
    return {
      rule: lockfileHost,
      path: project.lockPath,
      ...(places.get(of[0]?.location ?? "") ?? { start: 0, end: 0 }),
      severity: plain ? "high" : "medium",
      message: plain
        ? `${names}: downloaded from ${origin} without encryption, so that anyone on the way can exchange it.`
        : `${names}: downloaded from ${origin}, where neither this lockfile's other packages nor its .npmrc lead.`,
      code: origin,
      fixable: of.every(({ url }) => alsoOverHttps.test(url.href)),
    };
  });
}

/** Hosts that somebody chose: npm's own, those of .npmrc, of a manifest, and where most packages come from. */
function chosenHosts(
  { npmrc, manifests }: NpmProject,
  downloads: readonly Download[],
): ReadonlySet<string> {
  const asked = manifests.flatMap(({ data }) =>
    dependencyKinds.flatMap((kind) => Object.values(data[kind] ?? {})),
  );
  const named = [...npmrc.split("\n"), ...asked].flatMap((text) =>
    [...text.matchAll(/https:\/\/([\w.-]+(?::\d+)?)\//g)].map((match) => match[1] ?? ""),
  );
  const counts = Map.groupBy(downloads, ({ url }) => url.host);
  const most = [...counts].sort(([, a], [, b]) => b.length - a.length)[0];
  const usual = most !== undefined && most[1].length * 2 > downloads.length ? [most[0]] : [];
  return new Set([...usualHosts, ...named, ...usual]);
}

function integrityFaults(project: NpmProject, places: ReadonlyMap<string, TextRange>) {
  const { lock, lockPath } = project;
  const without = downloadsOf(project).filter(
    ({ location, integrity, url }) =>
      (integrity ?? "") === "" &&
      url.pathname.endsWith(".tgz") &&
      lock.packages[location]?.inBundle !== true,
  );
  if (without.length === 0) return [];
  const fault: DependencyFault = {
    rule: lockfileIntegrity,
    path: lockPath,
    ...(places.get(without[0]?.location ?? "") ?? { start: 0, end: 0 }),
    severity: "medium",
    message: `${listed(without.map(({ location }) => location))}: no integrity digest, so that npm takes whatever the server sends.`,
    code: "integrity",
    fixable: false,
  };
  return [fault];
}

/** Each manifest is copied into the lockfile; where the copy differs, `npm ci` refuses to install. */
function driftFaults(project: NpmProject, places: ReadonlyMap<string, TextRange>) {
  const { lock, lockPath, manifests } = project;
  return manifests.flatMap(({ location, data, path }): readonly DependencyFault[] => {
    const copy = lock.packages[location];
    const differing = dependencyKinds.flatMap((kind) => {
      const [wanted, locked] = [data[kind] ?? {}, copy?.[kind] ?? {}];
      const names = new Set([...Object.keys(wanted), ...Object.keys(locked)]);
      return [...names].filter(
        (name) => wanted[name] !== locked[name] && !isAlsoOptional(data, kind, name),
      );
    });
    if (differing.length === 0) return [];
    return [
      {
        rule: lockfileDrift,
        path: lockPath,
        ...(places.get(location) ?? { start: 0, end: 0 }),
        severity: "low",
        message: `${path} asks for other versions than its lockfile was made for: ${listed([...new Set(differing)].sort())}.`,
        code: `drift ${location}`,
        fixable: false,
      },
    ];
  });
}

/** npm takes what is optional as well out of `dependencies` when it writes the lockfile. */
function isAlsoOptional(
  data: NpmProject["manifests"][number]["data"],
  kind: string,
  name: string,
): boolean {
  return kind === "dependencies" && data.optionalDependencies?.[name] !== undefined;
}
