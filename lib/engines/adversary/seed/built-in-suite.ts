import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readCheckedSuite } from "./read-suite.ts";
import type { Suite } from "./suite.ts";

let read: Promise<Suite> | undefined;

/** The attacks that come with Etna, read once for a process. */
export async function builtInSuite(): Promise<Suite> {
  try {
    read ??= readFolder(seedsFolder());
    return await read;
  } catch (error) {
    read = undefined;
    throw error;
  }
}

/** Beside this room, or below the repository’s root, where every process of a server stands. */
function seedsFolder(): string {
  const below = join(process.cwd(), "lib/engines/adversary/seeds");
  // The web’s bundle stands elsewhere, and may not know where.
  if (import.meta.dirname === undefined) return below;
  const beside = join(import.meta.dirname, "../seeds");
  return existsSync(beside) ? beside : below;
}

async function readFolder(folder: string): Promise<Suite> {
  const names = (await readdir(folder, { recursive: true })).filter((name) =>
    /\.ya?ml$/.test(name),
  );
  const files = names.sort().map(async (name) => ({
    path: `seeds/${name.replaceAll("\\", "/")}`,
    text: await readFile(join(folder, name), "utf8"),
  }));
  return readCheckedSuite(await Promise.all(files));
}
