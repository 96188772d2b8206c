import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MigrationList } from "@prisma/schema-engine-wasm";
import { AppError } from "#lib/base/index.ts";

/** The migrations of a folder in the order they apply, in the form that Prisma keeps them. */
export async function readMigrations(directory: string): Promise<MigrationList> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const lockfile = await readFile(join(directory, "migration_lock.toml"), "utf8").catch(() => null);
  return {
    baseDir: directory,
    lockfile: { path: "migration_lock.toml", content: lockfile },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok" as const, value: await readScript(directory, name) },
        },
      })),
    ),
  };
}

async function readScript(directory: string, name: string): Promise<string> {
  try {
    return await readFile(join(directory, name, "migration.sql"), "utf8");
  } catch (cause) {
    throw new AppError("precondition_failed", `The migration ${name} has no migration.sql.`, {
      cause,
    });
  }
}
