import type { JsonObject } from "#lib/base/index.ts";
import type { Finding, Prisma } from "./generated/client.ts";
import type { Tx } from "./writer.ts";

/** What a scan may find changed about a finding that it knows. */
type FindingPlace = Pick<
  Finding,
  | "severity"
  | "cwe"
  | "title"
  | "message"
  | "path"
  | "startLine"
  | "startColumn"
  | "endLine"
  | "endColumn"
  | "fixable"
  | "joinedToId"
  | "alertUrl"
> & { readonly frame: JsonObject; readonly dependency: JsonObject | null };

const rowsAtOnce = 500;

type NewFinding = FindingPlace &
  Pick<
    Finding,
    | "id"
    | "organizationId"
    | "repositoryId"
    | "fingerprint"
    | "ruleId"
    | "detector"
    | "category"
    | "firstSeenAt"
    | "lastSeenAt"
    | "lastSeenCommit"
  >;

/** Writes many new findings; a whole file of another scanner's fits in one transaction. */
export async function insertFindings(tx: Tx, rows: readonly NewFinding[]): Promise<void> {
  const client = tx as unknown as Prisma.TransactionClient;
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const chunk = JSON.stringify(rows.slice(at, at + rowsAtOnce));
    await client.$executeRaw`INSERT INTO findings (id, organization_id, repository_id, fingerprint,
        rule_id, detector, category, first_seen_at, last_seen_at, last_seen_commit, severity, cwe,
        title, message, path, start_line, start_column, end_line, end_column, frame, fixable,
        joined_to_id, alert_url, dependency)
      SELECT r.id, r."organizationId", r."repositoryId", r.fingerprint, r."ruleId", r.detector,
        r.category, r."firstSeenAt", r."lastSeenAt", r."lastSeenCommit", r.severity::"Severity",
        r.cwe, r.title, r.message, r.path, r."startLine", r."startColumn", r."endLine",
        r."endColumn", r.frame, r.fixable, r."joinedToId", r."alertUrl", NULLIF(r.dependency, 'null')
      FROM jsonb_to_recordset(${chunk}::jsonb) AS r(id text, "organizationId" text,
        "repositoryId" text, fingerprint text, "ruleId" text, detector text, category text,
        "firstSeenAt" timestamptz, "lastSeenAt" timestamptz, "lastSeenCommit" text, severity text,
        cwe text, title text, message text, path text, "startLine" int, "startColumn" int,
        "endLine" int, "endColumn" int, frame jsonb, fixable boolean, "joinedToId" text, "alertUrl" text,
        dependency jsonb)`;
  }
}

/**
 * Updates many findings in few statements, each with values of its own: one statement a row takes
 * longer than a transaction may when a whole file moved. Row-level security holds here, too.
 */
export async function updateFindings(
  tx: Tx,
  rows: readonly (FindingPlace & { readonly id: string })[],
): Promise<void> {
  const client = tx as unknown as Prisma.TransactionClient;
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const chunk = JSON.stringify(rows.slice(at, at + rowsAtOnce));
    await client.$executeRaw`UPDATE findings f SET severity = r.severity::"Severity", cwe = r.cwe,
        title = r.title, message = r.message, path = r.path, start_line = r."startLine",
        start_column = r."startColumn", end_line = r."endLine", end_column = r."endColumn",
        frame = r.frame, fixable = r.fixable, joined_to_id = r."joinedToId",
        alert_url = r."alertUrl", dependency = NULLIF(r.dependency, 'null')
      FROM jsonb_to_recordset(${chunk}::jsonb) AS r(id text, severity text, cwe text, title text,
        message text, path text, "startLine" int, "startColumn" int, "endLine" int,
        "endColumn" int, frame jsonb, fixable boolean, "joinedToId" text, "alertUrl" text,
        dependency jsonb)
      WHERE f.id = r.id`;
  }
}
