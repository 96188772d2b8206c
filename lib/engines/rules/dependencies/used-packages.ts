import type { TextRange } from "../rule.ts";
import { jsonMembers, memberAt } from "./json-members.ts";
import { lockPlaces } from "./lock-places.ts";
import { isFromRegistry, type NpmProject, npmProjects, packageNameAt } from "./npm-project.ts";
import { dependencyKinds, type NpmTree, npmTree } from "./npm-tree.ts";
import type { PackageVersion } from "./ports.ts";
import { type PythonPin, pythonPins } from "./python-pins.ts";

/** One version of a package that a project uses, wherever it stands in its tree. */
export interface UsedPackage extends PackageVersion, TextRange {
  /** The file that names it: the manifest of a direct dependency, else the lockfile. */
  readonly path: string;
  readonly direct: boolean;
  /** Only what is needed for development needs it. */
  readonly dev: boolean;
  /** How it comes in, outermost first; of one that is direct, only itself. */
  readonly chain: readonly string[];
  readonly npm: { readonly project: NpmProject; readonly locations: readonly string[] } | null;
  readonly pin: PythonPin | null;
}

/** Every package whose exact version the files of a repository name. */
export function usedPackages(texts: ReadonlyMap<string, string>): readonly UsedPackage[] {
  const npm = npmProjects(texts).flatMap(packagesOf);
  const python = [...texts].flatMap(([path, text]) => pythonPins(path, text).map(usedPin));
  return [...npm, ...python];
}

function usedPin(pin: PythonPin): UsedPackage {
  const { path, name, version, dev, start, end } = pin;
  const at = { path, start, end, dev };
  return { ecosystem: "PyPI", name, version, ...at, direct: true, chain: [name], npm: null, pin };
}

function packagesOf(project: NpmProject): readonly UsedPackage[] {
  const { packages } = project.lock;
  const groups = new Map<string, string[]>();
  for (const [location, entry] of Object.entries(packages)) {
    if (!isFromRegistry(location, entry)) continue;
    const key = `${packageNameAt(location, entry)}@${entry.version}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [location]);
    else known.push(location);
  }
  const tree = npmTree(project);
  const places = placesOf(project);
  return [...groups].map(([key, locations]): UsedPackage => {
    const at = key.lastIndexOf("@");
    const [name, version] = [key.slice(0, at), key.slice(at + 1)];
    const dev = locations.every((location) => packages[location]?.dev === true);
    const npm = { project, locations };
    const chain = shortestChain(tree, project, locations);
    const of = { ecosystem: "npm" as const, name, version, dev, chain, npm, pin: null };
    const manifest = directPlace(tree, project, places, locations);
    if (manifest !== null) return { ...of, ...manifest, chain: [name], direct: true };
    const member = places.lock.get(locations[0] ?? "");
    const { start = 0, end = 0 } = member ?? {};
    return { ...of, path: project.lockPath, start, end, direct: false };
  });
}

interface Places {
  /** The key of each location in the lockfile. */
  readonly lock: ReadonlyMap<string, TextRange>;
  readonly manifests: ReadonlyMap<string, ReturnType<typeof jsonMembers>>;
}

function placesOf({ lockText, manifests }: NpmProject): Places {
  const lock = lockPlaces(lockText);
  const members = manifests.map(({ location, text }) => [location, jsonMembers(text, 2)] as const);
  return { lock, manifests: new Map(members) };
}

/** Where a manifest of one's own asks for the package at one of these locations. */
function directPlace(
  tree: NpmTree,
  { manifests }: NpmProject,
  places: Places,
  locations: readonly string[],
): (TextRange & { readonly path: string }) | null {
  for (const { from, name } of locations.flatMap((each) => tree.dependentsOf(each))) {
    const manifest = manifests.find(({ location }) => location === from);
    const members = places.manifests.get(from);
    if (manifest === undefined || members === undefined) continue;
    for (const kind of dependencyKinds) {
      const member = memberAt(members, kind, name);
      if (member) return { path: manifest.path, start: member.start, end: member.end };
    }
  }
  return null;
}

function shortestChain(
  tree: NpmTree,
  { lock, manifests }: NpmProject,
  locations: readonly string[],
): readonly string[] {
  const own = new Set(manifests.map(({ location }) => location));
  const chains = locations
    .map((location) => tree.pathTo(location).filter((each) => !own.has(each)))
    .filter((chain) => chain.length > 0)
    .sort((a, b) => a.length - b.length);
  return (chains[0] ?? []).map((location) => packageNameAt(location, lock.packages[location]));
}
