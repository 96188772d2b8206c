import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { AppError } from "#lib/base/index.ts";
import { offlineAdapter } from "./adapter.ts";
import { withEngine } from "./engine.ts";

export interface NewMigrationOptions {
  /** Lower-case words joined by underscores. */
  readonly name: string;
  readonly schemaFile: string;
  readonly migrationsDirectory: string;
  readonly now: Date;
}

/** The schema that all migrations together lead to: one file, so that two branches meet in it. */
const reachedName = "schema.prisma";

/**
 * Writes the SQL that leads from the schema that the migrations reach to `schemaFile`, and keeps
 * that one as reached: schema to schema, so no database is needed. Returns the folder's name.
 */
export async function createMigration(options: NewMigrationOptions): Promise<string> {
  if (!/^[a-z0-9]+(_[a-z0-9]+)*$/.test(options.name)) {
    throw new AppError("invalid_input", "Name a migration like this: add_repository_branch.");
  }
  const schema = await readFile(options.schemaFile, "utf8");
  const reachedFile = join(options.migrationsDirectory, reachedName);
  const previous = await readFile(reachedFile, "utf8").catch(() => null);
  const script = await diff(previous, schema, basename(options.schemaFile));
  const stamp = options.now.toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = `${stamp}_${options.name}`;
  await mkdir(join(options.migrationsDirectory, folder), { recursive: true });
  await writeFile(join(options.migrationsDirectory, folder, "migration.sql"), script);
  await writeFile(reachedFile, schema);
  return folder;
}

async function diff(previous: string | null, next: string, path: string): Promise<string> {
  const container = (content: string) => ({
    tag: "schemaDatamodel" as const,
    files: [{ path, content }],
  });
  return await withEngine(offlineAdapter(), async (engine) => {
    const result = await engine.diff({
      from: previous === null ? { tag: "empty" } : container(previous),
      to: container(next),
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return result.stdout ?? "";
  });
}
