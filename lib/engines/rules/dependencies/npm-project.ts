import {
  type LockEntry,
  lockSchema,
  manifestSchema,
  type NpmLock,
  type NpmManifest,
} from "./npm-schemas.ts";
import { parseJson } from "./read-files.ts";

export interface ManifestFile {
  /** Path in the repository. */
  readonly path: string;
  /** Where it stands in the lockfile: "" for the root, else a workspace's folder. */
  readonly location: string;
  readonly text: string;
  readonly data: NpmManifest;
}

/** A package.json with its package-lock.json, and the workspaces below. */
export interface NpmProject {
  /** "" or a folder ending in "/". */
  readonly folder: string;
  readonly lockPath: string;
  readonly lockText: string;
  readonly lock: NpmLock;
  /** The root's first. */
  readonly manifests: readonly ManifestFile[];
  /** The text of the .npmrc beside it. */
  readonly npmrc: string;
}

/** A lockfile, and the folder that it is of. */
interface Locked {
  readonly folder: string;
  readonly lockPath: string;
  readonly lockText: string;
  readonly lock: NpmLock;
}

/** The projects whose lockfile has version 2 or 3; others say too little of what is installed. */
export function npmProjects(texts: ReadonlyMap<string, string>): readonly NpmProject[] {
  const projects: NpmProject[] = [];
  for (const [lockPath, lockText] of texts) {
    const folder = /^(.*\/)?package-lock\.json$/.exec(lockPath) ? lockPath.slice(0, -17) : null;
    const lock = folder === null ? null : lockSchema.safeParse(parseJson(lockText));
    if (folder === null || lock?.success !== true) continue;
    const project = projectOf(texts, { folder, lockPath, lockText, lock: lock.data });
    if (project !== null) projects.push(project);
  }
  return projects;
}

/** The project of one lockfile; null where no manifest that can be read stands beside it. */
export function projectOf(texts: ReadonlyMap<string, string>, locked: Locked): NpmProject | null {
  const { folder, lock } = locked;
  const root = manifestFile(texts, folder, "");
  if (root === null) return null;
  const manifests = [root, ...workspacesOf(texts, folder, lock)];
  return { ...locked, manifests, npmrc: texts.get(`${folder}.npmrc`) ?? "" };
}

/** The name of the package at a location: an alias keeps the package's own name in its entry. */
export function packageNameAt(location: string, entry: LockEntry | undefined): string {
  return entry?.name ?? folderName(location);
}

/** The versions of a package that the lockfile has, wherever they stand. */
export function lockedVersions({ packages }: NpmLock, name: string): readonly string[] {
  return Object.entries(packages).flatMap(([location, entry]) =>
    packageNameAt(location, entry) === name && entry.version !== undefined ? [entry.version] : [],
  );
}

/** The name below the last node_modules. */
export function folderName(location: string): string {
  return location.slice(location.lastIndexOf("node_modules/") + "node_modules/".length);
}

export function isInstalled(location: string): boolean {
  return /(?:^|\/)node_modules\//.test(location);
}

/** True where the package came from a registry: only such a one is what an advisory speaks of. */
export function isFromRegistry(location: string, entry: LockEntry): boolean {
  if (!isInstalled(location) || entry.link === true || entry.version === undefined) return false;
  const { resolved } = entry;
  if (resolved === undefined) return true;
  return (
    /^https?:/.test(resolved) && !/^https?:\/\/[^/]*(?:github|gitlab|bitbucket)\./.test(resolved)
  );
}

function workspacesOf(texts: ReadonlyMap<string, string>, folder: string, lock: NpmLock) {
  return workspaceLocations(lock).flatMap(
    (location) => manifestFile(texts, folder, location) ?? [],
  );
}

/** The folders below a lockfile's own that it speaks of. */
export function workspaceLocations({ packages }: NpmLock): readonly string[] {
  return Object.keys(packages).filter(
    (location) =>
      location !== "" && !isInstalled(location) && !/(?:^|\/)\.\.?(?:\/|$)/.test(location),
  );
}

function manifestFile(
  texts: ReadonlyMap<string, string>,
  folder: string,
  location: string,
): ManifestFile | null {
  const path = `${folder}${location === "" ? "" : `${location}/`}package.json`;
  const text = texts.get(path);
  const data = text === undefined ? null : manifestSchema.safeParse(parseJson(text));
  return text === undefined || data?.success !== true
    ? null
    : { path, location, text, data: data.data };
}
