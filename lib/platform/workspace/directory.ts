import type { Dirent } from "node:fs";
import { constants, lstat, open, readdir, realpath, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import {
  AppError,
  decodeUtf8,
  type SkippedPath,
  type Workspace,
  type WorkspaceFile,
} from "#lib/base/index.ts";

/** Beyond this a read throws `too_large`: a workspace is for source text. */
const maxReadBytes = 16 * 1024 * 1024;

export interface DirectoryOptions {
  /** Folders, by name, that the walk does not enter; each is reported as `excluded`. */
  readonly exclude?: (folderName: string) => boolean;
}

/**
 * A folder of this machine as a workspace. It is walked once, at the first `list`. Symbolic links
 * are reported and never followed, `.git` is never listed, and nothing outside the folder is read.
 * Throws `invalid_input` where `root` is no folder, `unavailable` where a file cannot be read.
 */
export async function directoryWorkspace(
  root: string,
  options: DirectoryOptions = {},
): Promise<Workspace> {
  const base = await realFolder(root);
  let walked: Promise<Walk> | undefined;
  const walk = () => {
    walked ??= walkFolder(base, options);
    return walked;
  };
  return {
    list: async () => (await walk()).files,
    skipped: async () => (await walk()).skipped,
    async read(path) {
      const known = (await walk()).byPath.has(path);
      if (!known) throw new AppError("not_found", `There is no file ${path}.`);
      return readInside(base, path);
    },
  };
}

/** The real path of a folder. Throws `invalid_input` with the reason in plain words. */
export async function realFolder(path: string): Promise<string> {
  try {
    const real = await realpath(path);
    if ((await stat(real)).isDirectory()) return real;
  } catch (cause) {
    const loops = cause instanceof Error && "code" in cause && cause.code === "ELOOP";
    const reason = loops ? "is a loop of symbolic links" : "cannot be found or entered";
    throw new AppError("invalid_input", `${path} ${reason}. Name a folder.`, { cause });
  }
  throw new AppError("invalid_input", `${path} is no folder. Name the folder it is in.`);
}

interface Walk {
  readonly files: readonly WorkspaceFile[];
  readonly skipped: readonly SkippedPath[];
  readonly byPath: ReadonlySet<string>;
}

async function walkFolder(base: string, options: DirectoryOptions): Promise<Walk> {
  const files: WorkspaceFile[] = [];
  const skipped: SkippedPath[] = [];
  const open = [""];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = await entriesOf(join(base, folder));
    if (entries === null) {
      skipped.push({ path: `${folder}/`, reason: "unreadable" });
      continue;
    }
    if (folder !== "" && entries.some((entry) => entry.name.toString() === ".git")) {
      skipped.push({ path: `${folder}/`, reason: "submodule" });
      continue;
    }
    for (const entry of entries) {
      const name = decodeUtf8(entry.name);
      const path = `${folder === "" ? "" : `${folder}/`}${name ?? entry.name.toString("latin1")}`;
      if (name === ".git") continue;
      if (name === null) skipped.push({ path, reason: "not_utf8_path" });
      else if (entry.isSymbolicLink()) skipped.push({ path, reason: "symlink" });
      else if (entry.isDirectory() && options.exclude?.(name)) {
        skipped.push({ path: `${path}/`, reason: "excluded" });
      } else if (entry.isDirectory()) open.push(path);
      else if (entry.isFile()) {
        const sizeBytes = await sizeOf(join(base, path));
        if (sizeBytes === null) skipped.push({ path, reason: "unreadable" });
        else files.push({ path, sizeBytes });
      }
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  skipped.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, skipped, byPath: new Set(files.map((file) => file.path)) };
}

/** Names come as bytes: a name that is not UTF-8 must not turn into another file's name. */
async function entriesOf(folder: string): Promise<Dirent<NonSharedBuffer>[] | null> {
  try {
    return await readdir(folder, { withFileTypes: true, encoding: "buffer" });
  } catch {
    return null;
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await lstat(path)).size;
  } catch {
    return null;
  }
}

/** Opens without following a link, and only where the folder still is what it was. */
async function readInside(base: string, path: string): Promise<Uint8Array> {
  const full = join(base, path);
  try {
    const folder = await realpath(dirname(full));
    const handle = await open(
      full,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    try {
      const info = await handle.stat();
      const inside = folder === base || folder.startsWith(base.endsWith(sep) ? base : base + sep);
      if (!info.isFile() || !inside) throw new Error("The path leaves the folder.");
      if (info.size > maxReadBytes) {
        throw new AppError("too_large", `${path} is larger than ${maxReadBytes / 2 ** 20} MiB.`);
      }
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("unavailable", `${path} cannot be read.`, { cause });
  }
}
