import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Tree } from "@npmcli/arborist";
import { AppError, isAppError } from "#lib/base/index.ts";
import { isInstalled, type NpmProject } from "./npm-project.ts";
import type { Packument, RegistryManifest } from "./ports.ts";
import { parseJson } from "./read-files.ts";

type Members = Record<string, unknown>;

export interface ResolvedLock {
  /** What npm would write for the lockfile as it is, and for the one that was asked for. */
  readonly before: Members;
  readonly after: Members;
}

export interface Resolution {
  /** Manifests as they are to be, by path in the repository; the others stay. */
  readonly manifests: ReadonlyMap<string, string>;
  /** Packages to be chosen anew, all others stay where their dependents allow it. */
  readonly names: readonly string[];
  /** Throws an error with code `E404` for a package that there is not. */
  readonly packument: (name: string) => Promise<Packument>;
  readonly manifest: (name: string, version: string) => Promise<RegistryManifest | null>;
}

const nothingButRegistry = {
  allowGit: "none",
  allowRemote: "none",
  allowFile: "none",
  allowDirectory: "none",
} as const;

/** Where no request may ever go: every description comes out of `packument`. */
const nowhere = "http://registry.invalid/";

/**
 * Computes a lockfile with npm's own resolver, in a folder that holds nothing but manifests. It never
 * speaks to anyone: it believes that every description is in its cache, is told to stay offline, and
 * may take nothing from git, an address or a folder. Nothing is installed, no script and no extension
 * runs. Throws `conflict` where npm finds no way to satisfy everyone.
 */
export async function resolveLock(
  project: NpmProject,
  resolution: Resolution,
): Promise<ResolvedLock> {
  const folder = await mkdtemp(join(tmpdir(), "etna-npm-"));
  try {
    await writeFile(join(folder, "package-lock.json"), project.lockText);
    await writeManifests(folder, project, new Map());
    return await resolveIn(folder, project, resolution);
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    throw new AppError("conflict", `npm cannot resolve this change: ${reasonOf(cause, folder)}`, {
      cause,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function resolveIn(
  folder: string,
  project: NpmProject,
  { manifests, names, packument, manifest }: Resolution,
): Promise<ResolvedLock> {
  // Loaded here alone: a scan, and the web server, need nothing of npm's resolver.
  const { Arborist } = await import("@npmcli/arborist");
  const isOld = project.lock.lockfileVersion === 1;
  const options = {
    path: folder,
    cache: join(folder, ".cache"),
    registry: nowhere,
    packumentCache: answeringCache(packument),
    offline: true,
    packageLockOnly: true,
    ignoreScripts: true,
    ignoreExtension: true,
    ...nothingButRegistry,
    // npm 6, which writes version 1, installs no peers.
    legacyPeerDeps: isOld || /^[ \t]*legacy-peer-deps[ \t]*=[ \t]*true[ \t]*$/m.test(project.npmrc),
    ...(isOld && { lockfileVersion: 1 as const }),
    audit: false,
    progress: false,
  };
  // What version 1 does not say of a package is looked up, before and after alike.
  const loaded = isOld
    ? await new Arborist(options).buildIdealTree({ update: { names: [] } })
    : await new Arborist(options).loadVirtual();
  const before = parseJson(String(loaded.meta)) as Members;
  const unmet = new Set(unmetRequests(loaded));
  await writeManifests(folder, project, manifests);
  const tree = await new Arborist(options).buildIdealTree({ update: { names } });
  // What a manifest names itself goes ahead of a peer's wish, which npm then leaves unmet.
  const fresh = unmetRequests(tree).find((each) => !unmet.has(each));
  if (fresh !== undefined)
    throw new AppError("conflict", `npm cannot resolve this change: ${fresh}`);
  for (const node of tree.inventory.values()) {
    const known = project.lock.packages[node.location];
    if (node.isLink || !isInstalled(node.location) || known?.version === node.version) continue;
    // The short descriptions that versions are chosen by leave out what a lockfile says of a licence.
    const whole = await manifest(node.packageName, node.version);
    for (const member of ["license", "funding"]) {
      const value = whole?.[member] ?? known?.[member];
      if (value === undefined) continue;
      // npm writes an address by itself as an object.
      const isAddress = member === "funding" && typeof value === "string";
      Object.assign(node.package, { [member]: isAddress ? { url: value } : value });
    }
  }
  return { before, after: parseJson(String(tree.meta)) as Members };
}

function unmetRequests({ inventory }: Tree): readonly string[] {
  return [...inventory.values()].flatMap(({ packageName, edgesOut }) =>
    [...edgesOut.values()]
      .filter(({ error }) => error !== null)
      .map(({ name, spec }) => `${packageName} asks for ${name} ${spec}.`),
  );
}

/** pacote looks here before it asks a registry, and here is always an answer. */
function answeringCache(packument: Resolution["packument"]) {
  return {
    has: () => true,
    get: (key: string) =>
      packument(decodeURIComponent(key.slice(key.indexOf(nowhere) + nowhere.length))),
    set: () => undefined,
    delete: () => true,
  };
}

async function writeManifests(
  folder: string,
  project: NpmProject,
  manifests: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { location, path, text } of project.manifests) {
    const file = join(folder, location, "package.json");
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, manifests.get(path) ?? text);
  }
}

function reasonOf(error: unknown, folder: string): string {
  const text = error instanceof Error ? error.message : String(error);
  const [line = ""] = text.replaceAll(folder, ".").split("\n");
  return line.slice(0, 200);
}
