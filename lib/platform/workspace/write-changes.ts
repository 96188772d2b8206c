import { randomBytes } from "node:crypto";
import { constants, lstat, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError, decodeUtf8, type FileChange } from "#lib/base/index.ts";
import { realFolder } from "./directory.ts";

/**
 * Writes changed files into a folder, each by an atomic rename and with its mode kept. Every file is
 * checked before the first is written. Throws `forbidden` for a path that leaves the folder or passes
 * a symbolic link, and `conflict` where a file no longer holds what the change starts from.
 */
export async function writeChanges(root: string, changes: readonly FileChange[]): Promise<void> {
  const base = await realFolder(root);
  for (const change of changes) await check(base, change);
  for (const change of changes) {
    const path = join(base, change.path);
    if (change.after === null) await rm(path);
    else await replace(path, change.after);
  }
}

async function check(base: string, change: FileChange): Promise<void> {
  const segments = change.path.split("/");
  if (
    segments.some((each) => ["", ".", "..", ".git"].includes(each)) ||
    change.path.includes("\\")
  ) {
    throw new AppError("forbidden", `${change.path} is no path inside the folder.`);
  }
  for (let depth = 1; depth < segments.length; depth++) {
    const info = await infoOf(join(base, ...segments.slice(0, depth)));
    if (!info?.isDirectory()) {
      throw new AppError("forbidden", `${change.path} passes a symbolic link or a missing folder.`);
    }
  }
  const path = join(base, change.path);
  const info = await infoOf(path);
  if (info !== null && !info.isFile()) {
    throw new AppError("forbidden", `${change.path} is no regular file.`);
  }
  const now = info === null ? null : await readText(path);
  if (now !== change.before) {
    throw new AppError("conflict", `${change.path} changed meanwhile. Run the command again.`);
  }
}

async function infoOf(path: string) {
  try {
    return await lstat(path);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw new AppError("unavailable", `${path} cannot be inspected.`, { cause });
  }
}

async function readText(path: string): Promise<string | null> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return decodeUtf8(await handle.readFile());
  } finally {
    await handle.close();
  }
}

async function replace(path: string, text: string): Promise<void> {
  const mode = (await infoOf(path))?.mode ?? 0o644;
  const temporary = join(dirname(path), `.etna-${randomBytes(8).toString("hex")}`);
  try {
    const handle = await open(temporary, "wx", mode & 0o777);
    try {
      await handle.chmod(mode & 0o777);
      await handle.writeFile(text, "utf8");
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new AppError("unavailable", `${path} cannot be written.`, { cause });
  }
}
