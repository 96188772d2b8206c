import { AppError, type FileChange, isAppError, type Workspace } from "#lib/base/index.ts";
import type { FixPorts } from "../fix-ports.ts";
import { addMember } from "./add-member.ts";
import { broughtIn, requireSound } from "./brought-in.ts";
import { chooseNewest, rangeToAdd } from "./choose-newest.ts";
import { lockedText } from "./locked-text.ts";
import { manifestOf, type NpmHome, npmHome, type OwnManifest } from "./npm-home.ts";
import { lockedVersions } from "./npm-project.ts";
import type { NpmLock } from "./npm-schemas.ts";
import { dependencyKinds } from "./npm-tree.ts";
import { readLock } from "./old-lock.ts";
import { boundedPackuments, onlyVersions } from "./packuments.ts";
import type { Packument } from "./ports.ts";
import { parseJson } from "./read-files.ts";
import { resolveLock } from "./resolve-lock.ts";

/**
 * The changes to manifest and lockfile after which the running program of the file at `path` has the
 * package; none where it has it already. Null without a registry to ask. Throws `conflict`, saying why,
 * where they cannot be made, and `unavailable`.
 */
export async function addPackage(
  workspace: Workspace,
  path: string,
  name: string,
  { registry, advisories }: FixPorts,
): Promise<readonly FileChange[] | null> {
  const own = await requireManifest(workspace, path);
  if (own.data.dependencies?.[name] !== undefined) return [];
  const home = await homeFor(workspace, own, name);
  if (registry === undefined) return null;
  const descriptions = boundedPackuments(registry);
  const version = chosenVersion(await descriptions(name), home, name);
  const { project, manifest } = home;
  const range = rangeToAdd(manifest.data, project.npmrc, version);
  const text = addMember(manifest.text, "dependencies", name, range);
  requireOneMore(manifest.text, text, name, range);
  const kept = new Map([[name, new Set([version, ...lockedVersions(project.lock, name)])]]);
  const resolved = await resolveLock(project, {
    manifests: new Map([[manifest.path, text]]),
    names: [],
    packument: async (each) => onlyVersions(await descriptions(each), each, kept),
    manifest: (each, of) => registry.manifest(each, of),
  });
  const lockText = lockedText(project, resolved);
  const next = readLock(lockText);
  if (next === null || meant(next, manifest.location, name) !== version) {
    throw new AppError("conflict", `npm would not lock ${name} ${version} here.`);
  }
  await requireSound(broughtIn(project.lock, next), descriptions, advisories);
  return [
    { path: manifest.path, before: manifest.text, after: text },
    { path: project.lockPath, before: project.lockText, after: lockText },
  ];
}

/** Whether the program has the package, or there is a place to add it to, as far as the files say. */
export async function mayAddPackage(
  workspace: Workspace,
  path: string,
  name: string,
): Promise<boolean> {
  try {
    const own = await requireManifest(workspace, path);
    if (own.data.dependencies?.[name] === undefined) await homeFor(workspace, own, name);
    return true;
  } catch (error) {
    if (isAppError(error, "conflict")) return false;
    throw error;
  }
}

async function requireManifest(workspace: Workspace, path: string): Promise<OwnManifest> {
  const own = await manifestOf(workspace, path);
  if (own !== null) return own;
  throw new AppError("conflict", `No package.json that can be read stands above \`${path}\`.`);
}

async function homeFor(workspace: Workspace, own: OwnManifest, name: string): Promise<NpmHome> {
  // Somebody decided that it is there for development, for whoever has it, or that it may lack.
  const kind = dependencyKinds.find((each) => own.data[each]?.[name] !== undefined);
  if (kind !== undefined) {
    const why = `\`${own.path}\` has ${name} among its ${kind}: to move it is for a person.`;
    throw new AppError("conflict", why);
  }
  return await npmHome(workspace, own);
}

function chosenVersion(packument: Packument | null, { project, manifest }: NpmHome, name: string) {
  const node = manifest.data.engines?.node ?? project.manifests[0]?.data.engines?.node;
  const version = packument && chooseNewest(packument, node);
  if (version) return version;
  const wanted = node === undefined ? "" : ` that runs on Node.js ${node}`;
  throw new AppError("conflict", `The registry has no stable version of ${name}${wanted}.`);
}

/** A manifest in which a key stands twice is read otherwise than it looks. */
function requireOneMore(before: string, after: string, name: string, range: string): void {
  const [old, next] = [parseJson(before), parseJson(after)] as Record<string, object>[];
  const wanted = { ...old, dependencies: sorted({ ...old?.dependencies, [name]: range }) };
  const made = { ...next, dependencies: sorted({ ...next?.dependencies }) };
  if (JSON.stringify(made) === JSON.stringify(wanted)) return;
  throw new AppError("conflict", "The manifest is not written in a way that can be added to.");
}

function sorted(members: Readonly<Record<string, unknown>>) {
  return Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The version that the code of this location loads. */
function meant({ packages }: NpmLock, location: string, name: string): string | undefined {
  const inner = packages[`${location}/node_modules/${name}`];
  return (inner ?? packages[`node_modules/${name}`])?.version;
}
