import pg from "pg";
import type { Trial } from "./judge.ts";

/** Under the application's own role and with no one asking, every table of a house is empty. */
export async function tryTenantless({ ground, ledger }: Trial): Promise<void> {
  const { database } = ground.w.world;
  const tables = await database.query(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'organization_id'`,
  );
  const app = new pg.Client({ connectionString: database.appUrl });
  await app.connect();
  try {
    for (const { name } of tables) {
      ledger.attempts += 1;
      const { rows } = await app.query(`SELECT 1 FROM ${name} LIMIT 1`);
      if (rows.length > 0) ledger.leaks.push(`${name} shows rows to nobody in particular.`);
    }
  } finally {
    await app.end();
  }
}
