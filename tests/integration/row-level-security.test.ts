import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Worker } from "#lib/platform/jobs/index.ts";
import { addPasskey, approveSigned } from "../support/approvers.ts";
import { fillEmptyTables } from "../support/fill-table.ts";
import { openMailWorld } from "../support/mail-world.ts";
import { addReportedCampaigns } from "../support/reported-campaigns.ts";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, faultyFiles, openTeam, type Team } from "../support/team.ts";
import { eventually, git, type World } from "../support/world.ts";

/** Tables of no one tenant, each for a reason. A table that is in neither list fails the test. */
const shared: Record<string, string> = {
  _prisma_migrations: "the owner's alone",
  users: "a person may be in many organizations; has policies of its own",
  sessions: "a person's; has policies of its own",
  passkeys: "a person's; has a policy of its own",
  totp_secrets: "a person's; has a policy of its own",
  recovery_codes: "a person's; has a policy of its own",
  webauthn_challenges: "a person's; has a policy of its own",
  accounts: "a person's; has policies of its own",
  verification_tokens: "before there is a person; found by the hash of a token",
  organizations: "has policies of its own",
  audit_heads: "has policies of its own",
  log_entries: "the log is public",
  log_nodes: "the log is public",
  log_state: "the log is public",
  log_cosignatures: "the log is public",
  installation_keys: "the installation's; sealed",
  worker_processes: "the worker's",
  workflow_revivals: "the worker's",
};

let world: World;
let s: Services;
let a: Team;
let b: Team;
let worker: Worker;
let app: pg.Client;
let tenantTables: string[];

beforeAll(async () => {
  world = await openMailWorld();
  s = await loadServices();
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  worker = await startWorker({
    workflows: [
      s.runs.scanWorkflow,
      s.runs.fixWorkflow,
      s.fixes.signWorkflow,
      s.provenance.publishKeysWorkflow,
      s.fixes.stateMergeWorkflow,
    ],
  });
  a = await openTeam(world, s, "Alder");
  b = await openTeam(world, s, "Birch");
  await Promise.all([fill(a, "alder"), fill(b, "birch")]);
  // Requests to the worker are gone in a moment: one that no worker knows stays.
  for (const { organizationId } of [a, b]) {
    await world.database.query(
      "INSERT INTO outbox (id, workflow, organization_id, input) VALUES ($1, 'later', $2, '{}')",
      [`job-${organizationId}`, organizationId],
    );
  }
  app = new pg.Client({ connectionString: world.database.appUrl });
  await app.connect();
  const rows = await world.database.query(
    `SELECT c.table_name FROM information_schema.columns c
     JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND c.column_name = 'organization_id'
       AND t.table_type = 'BASE TABLE' ORDER BY 1`,
  );
  tenantTables = rows.map((row) => String(row.table_name));
  for (const { organizationId } of [a, b]) {
    await fillEmptyTables(world, tenantTables, organizationId);
  }
});

afterAll(async () => {
  await app?.end();
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

/** Walks the main loop, so that every table has rows of this team. */
async function fill(team: Team, name: string): Promise<void> {
  const { organizationId } = team;
  const path = await world.repository(name, faultyFiles(1));
  const repository = await s.repositories.connectRepository(team.as("admin"), organizationId, {
    path,
  });
  const scan = await s.runs.startScan(team.as("developer"), organizationId, repository.id);
  await endOfRun(s, organizationId, scan.id);
  const [finding] = await s.findings.listFindings(organizationId, { limit: 1 });
  const run = await s.runs.startFix(team.as("developer"), organizationId, finding!.id);
  const { fixId } = await endOfRun(s, organizationId, run.id);
  const fix = (await s.fixes.getFix(organizationId, fixId!))!;
  const { key } = await addPasskey(s, team.as("approver"));
  await approveSigned(s, team.as("approver"), fix, key);
  await s.organizations.inviteMember(team.as("admin"), organizationId, {
    email: `new@${name}.test`,
    role: "viewer",
  });
  const { token } = await s.apiTokens.createToken(team.as("admin"), organizationId, {
    name: "Program",
    scopes: ["run"],
    days: 30,
  });
  const caller = (await s.apiTokens.authenticateToken(token))!;
  const request = { key: "once", requestDigest: "0".repeat(64) };
  await s.apiTokens.answerOnce(caller, request, async () => ({ status: 202, body: "{}" }));
  await eventually("the signature", async () => {
    return (await s.fixes.getFix(organizationId, fix.id))?.state === "signed";
  });
  await git(path, "update-ref", "refs/heads/main", fix.headCommit);
  await s.fixes.followReview(organizationId, fix.id);
  await eventually("the statement of the merge", async () => {
    return (await s.fixes.getFix(organizationId, fix.id))?.mergedAs;
  });
  const query = (sql: string, values: unknown[]) => world.database.query(sql, values);
  const [campaignId] = await addReportedCampaigns(query, organizationId, [{}]);
  await s.campaigns.signReport(team.as("approver"), organizationId, campaignId!);
}

type Scope = {
  readonly organization?: string;
  readonly user?: string;
  readonly capability?: string;
};

/** Runs one statement as the application would under this scope, and takes it back. */
async function under(scope: Scope, sql: string, values: unknown[] = []): Promise<pg.QueryResult> {
  await app.query("BEGIN");
  try {
    await app.query(
      `SELECT set_config('app.organization_id', $1, true), set_config('app.user_id', $2, true),
        set_config('app.capability', $3, true)`,
      [scope.organization ?? "", scope.user ?? "", scope.capability ?? ""],
    );
    return await app.query(sql, values);
  } finally {
    await app.query("ROLLBACK");
  }
}

const denied = "42501";

describe("row-level security", () => {
  it("knows every table: a tenant's with its column, or shared for a reason", async () => {
    const rows = await world.database.query(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    const known = new Set([...tenantTables, ...Object.keys(shared)]);
    expect(rows.map((row) => String(row.table_name)).filter((name) => !known.has(name))).toEqual(
      [],
    );
  });

  it("is on, with a policy, for every table of a tenant and for those of people", async () => {
    const own = await tablesOfPeople();
    for (const table of [...tenantTables, ...own]) {
      const [row] = await world.database.query(
        `SELECT c.relrowsecurity AS on, count(p.oid)::int AS policies
         FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
         WHERE c.oid = $1::regclass GROUP BY c.oid`,
        [table],
      );
      expect({ table, on: row?.on }).toEqual({ table, on: true });
      expect(Number(row?.policies), table).toBeGreaterThan(0);
    }
  });

  it("has rows of both organizations in every table, so that the rest means something", async () => {
    for (const table of tenantTables) {
      for (const { organizationId } of [a, b]) {
        const rows = await world.database.query(
          `SELECT 1 FROM ${table} WHERE organization_id = $1`,
          [organizationId],
        );
        expect(rows.length, table).toBeGreaterThan(0);
      }
    }
  });

  it("shows nothing without a scope", async () => {
    for (const table of [...tenantTables, ...(await tablesOfPeople())]) {
      // The installation's own chain belongs to no tenant.
      const which = table === "audit_heads" ? "WHERE chain <> 'installation'" : "";
      expect((await under({}, `SELECT * FROM ${table} ${which}`)).rows, table).toEqual([]);
    }
  });

  it("shows an organization its own rows and none of another's", async () => {
    for (const table of tenantTables) {
      const { rows } = await under(
        { organization: a.organizationId, user: a.people.owner },
        `SELECT organization_id FROM ${table}`,
      );
      const owners = new Set(rows.map((row) => row.organization_id));
      // What was asked of the worker is not read back by anyone but the worker.
      expect([...owners], table).toEqual(table === "outbox" ? [] : [a.organizationId]);
    }
    const scope = { organization: a.organizationId };
    const people = await under(scope, "SELECT id FROM users");
    expect(people.rows.map((row) => row.id).sort()).toEqual(Object.values(a.people).sort());
    const heads = await under(scope, "SELECT chain FROM audit_heads");
    expect(heads.rows).toEqual([{ chain: a.organizationId }]);
    const organizations = await under(scope, "SELECT id FROM organizations");
    expect(organizations.rows).toEqual([{ id: a.organizationId }]);
  });

  it("opens exactly one row to whoever knows its secret", async () => {
    const [fix] = await s.fixes.listFixes(b.organizationId, { limit: 1 });
    for (const table of tenantTables) {
      const { rows } = await under({ capability: fix!.id }, `SELECT * FROM ${table}`);
      const isOpen = ["attestations", "merge_attestations", "outside_proofs"].includes(table);
      expect(rows, table).toHaveLength(isOpen ? 1 : 0);
    }
  });

  it("opens the signed report of a campaign to whoever knows the campaign, and nothing else of it", async () => {
    const [row] = await world.database.query(
      "SELECT campaign_id FROM report_attestations WHERE organization_id = $1",
      [b.organizationId],
    );
    for (const table of tenantTables) {
      const { rows } = await under(
        { capability: String(row!.campaign_id) },
        `SELECT * FROM ${table}`,
      );
      expect(rows, table).toHaveLength(table === "report_attestations" ? 1 : 0);
    }
  });

  it("opens to a forge the one address that it reports to, and none of its messages", async () => {
    const [endpoint] = await world.database.query(
      "SELECT id FROM webhook_endpoints WHERE organization_id = $1",
      [b.organizationId],
    );
    for (const table of tenantTables) {
      const { rows } = await under({ capability: String(endpoint!.id) }, `SELECT * FROM ${table}`);
      expect(rows, table).toHaveLength(table === "webhook_endpoints" ? 1 : 0);
    }
  });

  it("lets no one write a row of another organization", async () => {
    const scope = { organization: a.organizationId, user: a.people.owner };
    for (const table of [...tenantTables, "audit_heads"]) {
      const key = table === "audit_heads" ? "chain" : "organization_id";
      const change = `UPDATE ${table} SET ${key} = ${key} WHERE ${key} = $1`;
      expect(await rowsChanged(under(scope, change, [b.organizationId])), table).toBe(0);
      const remove = `DELETE FROM ${table} WHERE ${key} = $1`;
      expect(await rowsChanged(under(scope, remove, [b.organizationId])), table).toBe(0);
      const [row] = await world.database.query(
        `SELECT to_json(t) AS json FROM ${table} t WHERE ${key} = $1 LIMIT 1`,
        [b.organizationId],
      );
      const insert = `INSERT INTO ${table} SELECT * FROM json_populate_record(NULL::${table}, $1)`;
      await expect(under(scope, insert, [row!.json]), table).rejects.toMatchObject({
        code: denied,
      });
      const [own] = await world.database.query(
        `SELECT to_json(t) AS json FROM ${table} t WHERE ${key} = $1 LIMIT 1`,
        [a.organizationId],
      );
      const moved = { ...(own!.json as object), [key]: b.organizationId };
      await expect(under(scope, insert, [moved]), table).rejects.toMatchObject({ code: denied });
      const give = `UPDATE ${table} SET ${key} = $2 WHERE ${key} = $1`;
      const given = under(scope, give, [a.organizationId, b.organizationId]);
      // Of the worker's requests a tenant sees none, not even its own, to give away.
      if (table === "outbox") expect(await rowsChanged(given)).toBe(0);
      else await expect(given, table).rejects.toMatchObject({ code: denied });
    }
  });

  it("lets no one change a fellow member, or another person's session", async () => {
    const session = await s.identity.startSession(b.people.viewer, null);
    const scope = { organization: a.organizationId, user: a.people.owner };
    for (const [sql, values] of [
      ["UPDATE users SET name = 'X' WHERE id = $1", [b.people.viewer]],
      ["UPDATE sessions SET revoked_at = now() WHERE id = $1", [session]],
      ["UPDATE organizations SET name = 'X' WHERE id = $1", [b.organizationId]],
    ] as const) {
      expect(await rowsChanged(under(scope, sql, [...values]))).toBe(0);
    }
    await expect(
      under(scope, "UPDATE users SET name = 'X' WHERE id = $1", [a.people.viewer]),
    ).rejects.toMatchObject({ code: denied });
  });
});

describe("a person's factors", () => {
  it("are hidden from their fellow members, who can add none in their name", async () => {
    const { developer } = a.people;
    const own = {
      passkeys: `INSERT INTO passkeys (id, user_id, credential_id, public_key, counter, device_type,
        backed_up, aaguid, name) VALUES ($1 || '-key', $1, $1, '', 0, 'singleDevice', false, '', 'Key')`,
      totp_secrets: "INSERT INTO totp_secrets (user_id, sealed) VALUES ($1, '{}')",
      recovery_codes: "INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, 'hash')",
      webauthn_challenges: `INSERT INTO webauthn_challenges (challenge, user_id, session_id, purpose,
        expires_at) VALUES ($1 || '-c', $1, (SELECT id FROM sessions WHERE user_id = $1 LIMIT 1), 'prove', now())`,
    };
    const fellow = { organization: a.organizationId, user: a.people.owner };
    for (const [table, insert] of Object.entries(own)) {
      await expect(under(fellow, insert, [developer]), table).rejects.toMatchObject({
        code: expect.stringMatching(/^(42501|23502)$/),
      });
      await world.database.query(insert, [developer]);
      const seen = `SELECT 1 FROM ${table} WHERE user_id = $1`;
      expect((await under(fellow, seen, [developer])).rows, table).toEqual([]);
      const remove = under(fellow, `DELETE FROM ${table} WHERE user_id = $1`, [developer]);
      expect(await rowsChanged(remove), table).toBe(0);
    }
  });

  it("and accounts elsewhere: an address alone connects none to somebody who is here", async () => {
    const [row] = await world.database.query("SELECT email FROM users WHERE id = $1", [
      a.people.developer,
    ]);
    const insert = `INSERT INTO accounts (id, user_id, provider, issuer, subject, label)
      VALUES ('ac_x', $1, 'github', 'https://github.com', '1', 'x')`;
    const visitor = { capability: String(row!.email) };
    await expect(under(visitor, insert, [a.people.developer])).rejects.toMatchObject({
      code: denied,
    });
  });
});

describe("the roles", () => {
  it("of the application and the worker are no superusers, bypass nothing, own nothing", async () => {
    for (const role of ["etna_app", "etna_worker"]) {
      const [flags] = await world.database.query(
        `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
           (SELECT count(*)::int FROM pg_auth_members WHERE member = r.oid) AS memberships
         FROM pg_roles r WHERE rolname = $1`,
        [role],
      );
      expect(flags, role).toEqual({
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
        memberships: 0,
      });
      const owned = await world.database.query(
        `SELECT oid::regclass::text FROM pg_class WHERE relowner = $1::regrole
         UNION ALL SELECT proname FROM pg_proc WHERE proowner = $1::regrole
         UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = $1::regrole`,
        [role],
      );
      expect(owned, role).toEqual([]);
    }
  });

  it("of the worker sees no table of the application, and the application none of the worker's", async () => {
    for (const [role, schema] of [
      ["etna_worker", "public"],
      ["etna_app", "dbos"],
    ]) {
      const tables = await world.database.query(
        `SELECT oid::regclass::text AS name FROM pg_class
         WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'v', 'S', 'p')
           AND (CASE WHEN relkind = 'S' THEN has_sequence_privilege($2, oid, 'SELECT,USAGE,UPDATE')
                ELSE has_any_column_privilege($2, oid, 'SELECT,INSERT,UPDATE')
                  OR has_table_privilege($2, oid, 'DELETE,TRUNCATE') END)
           AND has_schema_privilege($2, $1::regnamespace, 'USAGE')`,
        [schema, role],
      );
      expect(tables, role).toEqual([]);
    }
    const client = new pg.Client({ connectionString: world.database.workerUrl });
    await client.connect();
    try {
      for (const table of tenantTables) {
        await expect(client.query(`SELECT 1 FROM public.${table}`), table).rejects.toMatchObject({
          code: denied,
        });
      }
      await expect(client.query("SELECT organization_ids()")).rejects.toMatchObject({
        code: denied,
      });
    } finally {
      await client.end();
    }
  });
});

async function tablesOfPeople(): Promise<readonly string[]> {
  const rows = await world.database.query(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const names = rows.map((row) => String(row.table_name));
  return names.filter((name) => shared[name]?.includes("policies of its own"));
}

/** How many rows a statement changed; none where the role may not even try. */
async function rowsChanged(statement: Promise<pg.QueryResult>): Promise<number | null> {
  try {
    return (await statement).rowCount;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === denied) return 0;
    throw error;
  }
}
