import { migrationAdapter } from "./adapter.ts";
import { withEngine } from "./engine.ts";
import { readMigrations } from "./folder.ts";

export interface MigrationState {
  readonly pending: readonly string[];
  readonly failed: readonly string[];
  /** Applied once and edited since: the database no longer follows the folder. */
  readonly edited: readonly string[];
}

/** What a database lacks of a folder of migrations. Changes nothing. */
export async function migrationState(
  ownerUrl: string,
  migrationsDirectory: string,
): Promise<MigrationState> {
  const migrationsList = await readMigrations(migrationsDirectory);
  return await withEngine(migrationAdapter(ownerUrl), async (engine) => {
    const found = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: { externalTables: [], externalEnums: [] },
    });
    const history = found.history;
    return {
      pending:
        history !== null && "unappliedMigrationNames" in history
          ? history.unappliedMigrationNames
          : [],
      failed: found.failedMigrationNames,
      edited: found.editedMigrationNames,
    };
  });
}

/**
 * Declares a failed migration undone, so that it is tried again. A script runs in one transaction:
 * unless it commits by itself, nothing of a failed one remains.
 */
export async function markRolledBack(ownerUrl: string, migrationName: string): Promise<void> {
  await withEngine(migrationAdapter(ownerUrl), (engine) =>
    engine.markMigrationRolledBack({ migrationName }),
  );
}
