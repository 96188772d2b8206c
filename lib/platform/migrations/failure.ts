import type { MigrationList } from "@prisma/schema-engine-wasm";
import type pg from "pg";
import { AppError } from "#lib/base/index.ts";

/** What the server said about a script, with the migration's name and the line it points at. */
export function migrationFailure(
  list: MigrationList,
  script: string,
  error: pg.DatabaseError,
): AppError {
  const migration = list.migrationDirectories.find(
    (directory) => directory.migrationFile.content.value === script,
  );
  const lines = [
    `The migration ${migration?.path ?? "(unknown)"} failed: ${error.message}`,
    position(error, script),
    error.detail,
    error.hint,
  ];
  return new AppError("internal", lines.filter(Boolean).join("\n"), { cause: error });
}

function position(error: pg.DatabaseError, script: string): string | undefined {
  if (error.position === undefined) return error.where;
  const before = script.slice(0, Number(error.position) - 1).split("\n");
  const line = script.split("\n")[before.length - 1] ?? "";
  return `line ${before.length}: ${line.trim()}`;
}
