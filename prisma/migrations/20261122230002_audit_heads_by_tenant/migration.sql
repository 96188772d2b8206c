-- The head of a chain belongs to whom the chain belongs: no tenant may move another one's.
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_heads USING (chain = app_organization())
  WITH CHECK (chain = app_organization());
CREATE POLICY installation ON audit_heads
  USING (app_organization() IS NULL AND chain = 'installation')
  WITH CHECK (app_organization() IS NULL AND chain = 'installation');
