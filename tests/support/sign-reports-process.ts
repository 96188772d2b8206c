// Seeds ended campaigns into a running installation and signs their reports for the owner, in a process
// of its own: `node sign-reports-process.ts SLUG REPORTS`. Prints what was signed, as JSON.
import pg from "pg";
import { closeDatabase } from "#lib/platform/db/index.ts";
import { readReportBytes, signReport } from "#lib/services/campaigns/index.ts";
import { addReportedCampaigns, type Reported } from "./reported-campaigns.ts";

const [, , slug = "", reports = "[]"] = process.argv;
const client = new pg.Client({ connectionString: process.env.APP_DATABASE_URL });
await client.connect();
const { rows } = await client.query(
  `SELECT o.id AS "organizationId", m.user_id AS "userId", s.id AS "sessionId"
   FROM organizations o JOIN members m ON m.organization_id = o.id AND m.role = 'owner'
   JOIN sessions s ON s.user_id = m.user_id
   WHERE o.slug = $1 ORDER BY s.created_at DESC LIMIT 1`,
  [slug],
);
const owner = rows[0] as { organizationId: string; userId: string; sessionId: string };
const { organizationId } = owner;
const query = async (sql: string, values: unknown[]) => await client.query(sql, values);
const ids = await addReportedCampaigns(
  query,
  organizationId,
  JSON.parse(reports) as readonly Reported[],
);
const signed = [];
for (const campaignId of ids) {
  await signReport({ kind: "user", ...owner }, organizationId, campaignId);
  signed.push({ campaignId, report: await readReportBytes(organizationId, campaignId) });
}
process.stdout.write(JSON.stringify(signed));
await client.end();
await closeDatabase();
