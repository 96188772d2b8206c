import { folderName, isInstalled, type NpmProject } from "./npm-project.ts";
import type { NpmLock } from "./npm-schemas.ts";

export const dependencyKinds = [
  "dependencies",
  "optionalDependencies",
  "devDependencies",
  "peerDependencies",
] as const;
export type DependencyKind = (typeof dependencyKinds)[number];

/** One package that asks for another: `from` and `to` are locations in the lockfile. */
export interface Dependent {
  readonly from: string;
  readonly kind: DependencyKind;
  /** The name it asks for, and the range. */
  readonly name: string;
  readonly range: string;
}

export interface NpmTree {
  /** Who asks for the package at this location. */
  dependentsOf(location: string): readonly Dependent[];
  /** The shortest way to a location, as locations from a project of one's own on; [] where none leads. */
  pathTo(location: string): readonly string[];
}

/** Resolves every request of a lockfile as Node does: in the nearest node_modules upwards. */
export function npmTree({ lock, manifests }: NpmProject): NpmTree {
  const dependents = new Map<string, Dependent[]>();
  const cameFrom = new Map<string, string>();
  const own = manifests.map(({ location }) => location);
  const queue = [...own];
  const seen = new Set(own);
  for (let at = 0; at < queue.length; at++) {
    const from = queue[at] ?? "";
    for (const request of requestsOf(lock, manifests, from)) {
      const to = resolve(lock, from, request.name);
      if (to === null) continue;
      const known = dependents.get(to);
      if (known === undefined) dependents.set(to, [request]);
      else known.push(request);
      if (seen.has(to)) continue;
      seen.add(to);
      cameFrom.set(to, from);
      queue.push(to);
    }
  }
  return {
    dependentsOf: (location) => dependents.get(location) ?? [],
    pathTo(location) {
      if (!seen.has(location)) return [];
      const path = [location];
      for (let at = cameFrom.get(location); at !== undefined; at = cameFrom.get(at))
        path.unshift(at);
      return path;
    },
  };
}

function requestsOf(
  lock: NpmLock,
  manifests: NpmProject["manifests"],
  from: string,
): readonly Dependent[] {
  const own = manifests.find(({ location }) => location === from);
  const source = own?.data ?? lock.packages[from];
  const kinds = dependencyKinds.filter((kind) => own !== undefined || kind !== "devDependencies");
  const names = new Set<string>();
  const requests: Dependent[] = [];
  for (const kind of kinds) {
    for (const [name, range] of Object.entries(source?.[kind] ?? {})) {
      if (names.has(name)) continue;
      names.add(name);
      requests.push({ from, kind, name, range });
    }
  }
  return requests;
}

function resolve(lock: NpmLock, from: string, name: string): string | null {
  for (let at: string | null = from; at !== null; at = above(at)) {
    const location = at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    const entry = lock.packages[location];
    if (entry === undefined) continue;
    return entry.link === true && entry.resolved !== undefined ? entry.resolved : location;
  }
  return null;
}

function above(location: string): string | null {
  if (location === "") return null;
  if (!isInstalled(location)) return "";
  const tail = `node_modules/${folderName(location)}`;
  return location.slice(0, -tail.length).replace(/\/$/, "");
}
