import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError } from "#lib/base/index.ts";

interface NamedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Where a file is until all of it is there: one name, so that whatever kills the command leaves one. */
const draftName = ".etna-export.part";

/**
 * Writes each file whole or not at all, and leaves alone what is there already. Returns how many
 * were written. Throws `precondition_failed` where the folder cannot be written.
 */
export async function writeFolder(
  folder: string,
  files: AsyncIterable<NamedFile>,
): Promise<{ readonly written: number; readonly total: number }> {
  let [written, total] = [0, 0];
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for await (const { path, bytes } of files) {
      total++;
      if (await isThere(join(folder, path), bytes)) continue;
      await writeWhole(folder, path, bytes);
      await dropOlderTiles(folder, path);
      written++;
    }
    await rm(join(folder, draftName), { force: true });
  } catch (cause) {
    if (!(cause instanceof Error && "syscall" in cause)) throw cause;
    throw new AppError("precondition_failed", `The folder cannot be written: ${cause.message}`, {
      cause,
    });
  }
  return { written, total };
}

/** Names in a folder; none where there is no folder. */
export async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name !== draftName);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return [];
    throw new AppError("invalid_input", `${folder} is no folder that can be read.`, { cause });
  }
}

async function isThere(file: string, bytes: Uint8Array): Promise<boolean> {
  try {
    const { size } = await stat(file);
    return size === bytes.length && (await readFile(file)).equals(bytes);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

async function writeWhole(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const draft = join(folder, draftName);
  const place = join(folder, path);
  await mkdir(dirname(place), { recursive: true });
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, place);
}

const partialTile = /^(log\/tile\/.+)\.p\/\d+$/;

/** A tile that has grown stands for the narrower ones before it. */
async function dropOlderTiles(folder: string, path: string): Promise<void> {
  if (!path.startsWith("log/tile/")) return;
  const [, full] = partialTile.exec(path) ?? [];
  if (full === undefined) {
    await rm(join(folder, `${path}.p`), { recursive: true, force: true });
    return;
  }
  const partials = join(folder, `${full}.p`);
  const own = join(folder, path);
  for (const name of await readdir(partials)) {
    if (join(partials, name) !== own) await rm(join(partials, name));
  }
}
