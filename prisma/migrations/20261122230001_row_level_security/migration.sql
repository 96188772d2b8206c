-- The application connects as etna_app, which owns nothing and cannot bypass row-level security.
-- `npm run migrate` gives the role its login; here it only has to exist.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'etna_app') THEN
    CREATE ROLE etna_app NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
END
$$;

GRANT USAGE ON SCHEMA public TO etna_app;

-- Who is asking. Each is set for one transaction only; unset and empty both mean nobody.
CREATE FUNCTION app_organization() RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT NULLIF(current_setting('app.organization_id', true), '') $$;
CREATE FUNCTION app_user() RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT NULLIF(current_setting('app.user_id', true), '') $$;
-- A secret or unguessable id that opens exactly the row it names.
CREATE FUNCTION app_capability() RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT NULLIF(current_setting('app.capability', true), '') $$;

-- All that can be seen across tenants: the bare ids, for the worker's sweeps.
CREATE FUNCTION organization_ids() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public
  AS $$ SELECT id FROM organizations ORDER BY id $$;
REVOKE ALL ON FUNCTION organization_ids() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organization_ids() TO etna_app;

-- Every table of an organization: its rows, and nothing else.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOR tenant_table IN
    SELECT c.table_name FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND c.column_name = 'organization_id'
      AND t.table_type = 'BASE TABLE' AND c.table_name NOT IN ('outbox', 'audit_events')
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (organization_id = app_organization())
       WITH CHECK (organization_id = app_organization())', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO etna_app', tenant_table);
  END LOOP;
END
$$;

GRANT DELETE ON members TO etna_app;
REVOKE UPDATE ON approvals, attestations, signing_keys FROM etna_app;
GRANT UPDATE (voided_at, void_reason) ON approvals TO etna_app;
GRANT UPDATE (valid_until, revoked_at, revoked_reason) ON signing_keys TO etna_app;

CREATE POLICY own_memberships ON members FOR SELECT USING (user_id = app_user());
CREATE POLICY by_token ON invitations FOR SELECT USING (token_hash = app_capability());
CREATE POLICY by_fix_id ON attestations FOR SELECT USING (fix_id = app_capability());

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON organizations USING (id = app_organization())
  WITH CHECK (id = app_organization());
CREATE POLICY own_organizations ON organizations FOR SELECT USING (
  EXISTS (SELECT FROM members m WHERE m.organization_id = organizations.id AND m.user_id = app_user())
);
GRANT SELECT, INSERT, UPDATE ON organizations TO etna_app;

-- A chain can only grow: nobody but the tables' owner may change or remove an event.
ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_events
  USING (organization_id = app_organization() AND chain = organization_id)
  WITH CHECK (organization_id = app_organization() AND chain = organization_id);
CREATE POLICY installation_read ON audit_events FOR SELECT
  USING (app_capability() = 'installation' AND chain = 'installation');
CREATE POLICY installation_append ON audit_events FOR INSERT
  WITH CHECK (app_organization() IS NULL AND chain = 'installation' AND organization_id IS NULL);
GRANT SELECT, INSERT ON audit_events TO etna_app;
GRANT SELECT, INSERT, UPDATE ON audit_heads TO etna_app;

-- People: oneself, one's fellow members, or whoever's address was just typed into the sign-in form.
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON users USING (
  id = app_user() OR email = app_capability()
  OR EXISTS (SELECT FROM members m WHERE m.user_id = users.id)
) WITH CHECK (id = app_user() OR email = app_capability());
GRANT SELECT, INSERT, UPDATE ON users TO etna_app;

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON sessions USING (user_id = app_user() OR id = app_capability())
  WITH CHECK (user_id = app_user() OR id = app_capability());
GRANT SELECT, INSERT, UPDATE ON sessions TO etna_app;

GRANT SELECT, INSERT, DELETE ON verification_tokens TO etna_app;

-- The transparency log is public and append-only.
GRANT SELECT, INSERT ON log_entries, log_nodes TO etna_app;
GRANT SELECT, UPDATE ON log_state TO etna_app;
INSERT INTO log_state (id, size) VALUES (1, 0);

GRANT SELECT, INSERT ON installation_keys TO etna_app;

-- A tenant may ask for work; only the worker takes it.
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY asks ON outbox FOR INSERT WITH CHECK (organization_id = app_organization());
CREATE POLICY takes ON outbox USING (app_capability() = 'worker')
  WITH CHECK (app_capability() = 'worker');
-- Locking rows asks for UPDATE as well.
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO etna_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON worker_processes, workflow_revivals TO etna_app;
