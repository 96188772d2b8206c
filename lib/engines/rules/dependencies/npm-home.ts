import { AppError, decodeUtf8, isAppError, type Workspace } from "#lib/base/index.ts";
import { requireInStep } from "./in-step.ts";
import {
  type ManifestFile,
  type NpmProject,
  projectOf,
  workspaceLocations,
} from "./npm-project.ts";
import { manifestSchema, type NpmLock, type NpmManifest } from "./npm-schemas.ts";
import { readLock } from "./old-lock.ts";
import { maxDependencyFileBytes, parseJson } from "./read-files.ts";

const npmLocks = ["npm-shrinkwrap.json", "package-lock.json"];
/** Each is read. */
const maxWorkspaces = 500;
const otherLocks = ["yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"];

/** The package that a file belongs to. */
export interface OwnManifest {
  /** Path in the repository. */
  readonly path: string;
  readonly data: NpmManifest;
}

/** The package's manifest, and the project whose lockfile it is locked in. */
export interface NpmHome {
  readonly manifest: ManifestFile;
  readonly project: NpmProject;
}

/** True for a manifest or a lockfile of npm, by its name. */
export function isNpmFile(path: string): boolean {
  return ["package.json", ...npmLocks].includes(path.slice(path.lastIndexOf("/") + 1));
}

/** Manifests and lockfiles of npm in the file's folder and above it. */
export function npmFilesAbove(path: string): readonly string[] {
  const names = ["package.json", ...npmLocks];
  return foldersAbove(path).flatMap((folder) => names.map((name) => folder + name));
}

/** The nearest package.json at or above the file; null where there is none that can be read. */
export async function manifestOf(workspace: Workspace, path: string): Promise<OwnManifest | null> {
  for (const folder of foldersAbove(path)) {
    const own = `${folder}package.json`;
    const text = await textAt(workspace, own);
    if (text === null) continue;
    const data = manifestSchema.safeParse(parseJson(text));
    return data.success ? { path: own, data: data.data } : null;
  }
  return null;
}

/**
 * Where a package of npm is locked. Throws `conflict`, saying why, where it is not, where another
 * program locks it, or where manifest and lockfile are not in step: then nobody knows what is asked for.
 */
export async function npmHome(workspace: Workspace, own: OwnManifest): Promise<NpmHome> {
  requireNpm(own);
  for (const folder of foldersAbove(own.path)) {
    const found = await present(workspace, folder, [...npmLocks, ...otherLocks]);
    const [lockName, second] = found;
    if (lockName === undefined) continue;
    const other = found.find((name) => otherLocks.includes(name));
    if (other !== undefined) {
      throw new AppError(
        "conflict",
        `\`${folder}${other}\` is for another program than npm to change.`,
      );
    }
    if (second !== undefined) {
      throw new AppError("conflict", `\`${folder}${lockName}\` and ${second} stand side by side.`);
    }
    const project = await projectIn(workspace, folder, lockName);
    const manifest = project.manifests.find(({ path }) => path === own.path);
    if (manifest === undefined) {
      throw new AppError(
        "conflict",
        `\`${project.lockPath}\` does not lock what \`${own.path}\` asks for.`,
      );
    }
    requireInStep(project);
    return { manifest, project };
  }
  throw new AppError("conflict", `No lockfile of npm stands beside \`${own.path}\`.`);
}

async function projectIn(
  workspace: Workspace,
  folder: string,
  lockName: string,
): Promise<NpmProject> {
  const lockPath = `${folder}${lockName}`;
  const lockText = (await textAt(workspace, lockPath)) ?? "";
  const lock = readLock(lockText);
  if (lock === null) {
    throw new AppError("conflict", `\`${lockPath}\` is no lockfile of version 1, 2 or 3.`);
  }
  const texts = await textsOf(workspace, folder, lock);
  const project = projectOf(texts, { folder, lockPath, lockText, lock });
  if (project === null) {
    throw new AppError("conflict", `\`${folder}package.json\` cannot be read.`);
  }
  requireNpm({ path: `${folder}package.json`, data: project.manifests[0]?.data ?? {} });
  return project;
}

async function textsOf(workspace: Workspace, folder: string, lock: NpmLock) {
  const below = workspaceLocations(lock).map((location) => `${location}/package.json`);
  if (below.length > maxWorkspaces) {
    throw new AppError("conflict", `More than ${maxWorkspaces} packages share one lockfile.`);
  }
  const texts = new Map<string, string>();
  for (const name of ["package.json", ".npmrc", ...below]) {
    const text = await textAt(workspace, `${folder}${name}`);
    if (text !== null) texts.set(`${folder}${name}`, text);
  }
  return texts;
}

function requireNpm({ path, data }: OwnManifest): void {
  const { packageManager = "npm" } = data;
  if (/^npm\b/.test(packageManager)) return;
  throw new AppError("conflict", `\`${path}\` names another package manager than npm.`);
}

async function present(workspace: Workspace, folder: string, names: readonly string[]) {
  const texts = await Promise.all(names.map((name) => bytesAt(workspace, folder + name)));
  return names.filter((_name, at) => texts[at] !== null);
}

async function textAt(workspace: Workspace, path: string): Promise<string | null> {
  const bytes = await bytesAt(workspace, path);
  if (bytes === null) return null;
  const text = bytes.length > maxDependencyFileBytes ? null : decodeUtf8(bytes);
  if (text !== null) return text;
  throw new AppError("conflict", `\`${path}\` is too long to read, or no UTF-8.`);
}

async function bytesAt(workspace: Workspace, path: string): Promise<Uint8Array | null> {
  try {
    return await workspace.read(path);
  } catch (error) {
    if (isAppError(error, "not_found")) return null;
    throw error;
  }
}

/** Nearest first; "" for the root, else ending in "/". */
function foldersAbove(path: string): readonly string[] {
  const folders = path.split("/").slice(0, -1);
  return [...folders.keys(), folders.length].reverse().map((depth) =>
    folders
      .slice(0, depth)
      .map((folder) => `${folder}/`)
      .join(""),
  );
}
