import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { AppError } from "#lib/base/index.ts";

interface GitFolders {
  /** Holds HEAD; of a linked work tree, its own. */
  readonly gitDir: string;
  /** Holds objects and refs; the same as `gitDir` but for a linked work tree. */
  readonly commonDir: string;
}

/**
 * Finds the git folders of the repository at `path` and makes sure that everything git would read
 * lies below a root, whatever links say. Throws `forbidden` for a path outside the roots (the same
 * whether or not it exists), `not_found` and `precondition_failed` for one inside that is no
 * repository. Messages name only what was typed.
 */
export async function findGitFolders(
  path: string,
  allowedRoots: readonly string[],
): Promise<GitFolders> {
  if (path === "" || path.includes("\0")) {
    throw new AppError("invalid_input", "Give the path of a folder on this machine.");
  }
  const roots = (await Promise.all(allowedRoots.map(realPathOrNull))).filter((r) => r !== null);
  const lexicalRoots = [...allowedRoots.map((root) => resolve(root)), ...roots];
  if (!isBelow(resolve(path), lexicalRoots)) throw outside(path);
  const folder = await realPathOrNull(path);
  if (folder === null) throw new AppError("not_found", `There is no folder at ${path}.`);
  if (!isBelow(folder, roots)) throw outside(path);

  const gitDir = await findGitDir(folder);
  if (gitDir === null) throw notARepository(path);
  if (!isBelow(gitDir, roots)) throw leads(path);
  const pointer = await readSmallFile(join(gitDir, "commondir"));
  const commonDir = pointer === null ? gitDir : await realPathOrNull(resolve(gitDir, pointer));
  if (commonDir === null) throw notARepository(path);
  if (!isBelow(commonDir, roots)) throw leads(path);
  await checkLinks({ gitDir, commonDir }, roots, path);
  await checkObjects(join(commonDir, "objects"), roots, path, 0);
  return { gitDir, commonDir };
}

/** The git folder of a work tree, or the folder itself where it is bare; null where neither. */
async function findGitDir(folder: string): Promise<string | null> {
  const dotGit = await realPathOrNull(join(folder, ".git"));
  if (dotGit !== null) {
    const pointer = /^gitdir: ([^\0\n]+)\s*$/.exec((await readSmallFile(dotGit)) ?? "")?.[1];
    return pointer === undefined ? dotGit : realPathOrNull(resolve(folder, pointer));
  }
  const parts = await Promise.all(
    ["HEAD", "objects", "refs"].map((name) => realPathOrNull(join(folder, name))),
  );
  return parts.includes(null) ? null : folder;
}

async function checkLinks(
  { gitDir, commonDir }: GitFolders,
  roots: readonly string[],
  typed: string,
): Promise<void> {
  const places = [
    join(gitDir, "HEAD"),
    ...["config", "packed-refs", "shallow", "refs", "refs/heads", "objects"].map((name) =>
      join(commonDir, name),
    ),
  ];
  for (const place of places) {
    const real = await realPathOrNull(place);
    if (real !== null && !isBelow(real, roots)) throw leads(typed);
  }
  await checkEtnaFolder(commonDir, typed);
}

/** Where Etna's branches are written there is no link at all. */
async function checkEtnaFolder(commonDir: string, typed: string): Promise<void> {
  for (const name of ["refs", "refs/heads", "refs/heads/etna", "logs", "logs/refs/heads/etna"]) {
    const stats = await lstat(join(commonDir, name)).catch(nullWhereMissing);
    if (stats?.isSymbolicLink()) throw leads(typed);
  }
}

/** No link in the object store, and no alternate store outside the roots (git follows five). */
async function checkObjects(
  objects: string,
  roots: readonly string[],
  typed: string,
  depth: number,
): Promise<void> {
  for (const folder of [objects, join(objects, "pack"), join(objects, "info")]) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(nullWhereMissing);
    if (entries?.some((entry) => entry.isSymbolicLink())) throw leads(typed);
  }
  const alternates = await readSmallFile(join(objects, "info", "alternates"));
  for (const line of alternates?.split("\n") ?? []) {
    if (line === "" || line.startsWith("#")) continue;
    const alternate = line.startsWith('"') ? null : await realPathOrNull(resolve(objects, line));
    if (alternate === null || !isBelow(alternate, roots) || depth >= 5) throw leads(typed);
    await checkObjects(alternate, roots, typed, depth + 1);
  }
}

function isBelow(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => {
    const way = relative(root, path);
    return way === "" || !(way === ".." || way.startsWith("../") || isAbsolute(way));
  });
}

async function realPathOrNull(path: string): Promise<string | null> {
  return realpath(path).catch(nullWhereMissing);
}

/** The text of a regular file of at most 64 kB; null where there is none. */
async function readSmallFile(path: string): Promise<string | null> {
  const stats = await lstat(path).catch(nullWhereMissing);
  if (stats === null || !stats.isFile()) return null;
  if (stats.size > 65_536)
    throw new AppError("too_large", "A file of the git folder is too large.");
  return (await readFile(path, "utf8")).replace(/\n$/, "");
}

function nullWhereMissing(error: NodeJS.ErrnoException): null {
  const { code = "" } = error;
  if (["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"].includes(code)) return null;
  if (["EACCES", "EPERM"].includes(code)) {
    throw new AppError("forbidden", "Etna may not read this folder.", { cause: error });
  }
  throw error;
}

function outside(typed: string): AppError {
  return new AppError(
    "forbidden",
    `${typed} is not below a folder that Etna may use. Ask the operator to allow its folder.`,
  );
}

function leads(typed: string): AppError {
  return new AppError(
    "forbidden",
    `The repository at ${typed} leads, by a link or an alternate object store, to a folder that Etna may not use.`,
  );
}

function notARepository(typed: string): AppError {
  return new AppError(
    "precondition_failed",
    `${typed} is not a git repository. Give its top folder, or make one with git init.`,
  );
}
