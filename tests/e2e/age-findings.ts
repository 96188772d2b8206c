import { join } from "node:path";
import pg from "pg";
import { startDatabaseServer } from "#lib/platform/database-server/index.ts";

/** As if everything open in the organization had been found so many days ago. */
export async function ageFindings(slug: string, days: number): Promise<void> {
  const server = await startDatabaseServer({
    dataDirectory: join(import.meta.dirname, "../../.etna/e2e/postgres"),
    log: () => undefined,
  });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(
    `UPDATE findings SET first_seen_at = first_seen_at - $2::int * interval '1 day'
     FROM organizations o WHERE o.id = organization_id AND o.slug = $1`,
    [slug, days],
  );
  await client.end();
  await server.stop();
}
