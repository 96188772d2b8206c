export type { MigrateOptions, MigrateResult } from "./migrate.ts";
export { migrate } from "./migrate.ts";
export { createMigration } from "./new-migration.ts";
export { type MigrationState, markRolledBack, migrationState } from "./state.ts";
