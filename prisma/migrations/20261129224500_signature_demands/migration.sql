-- CreateTable
CREATE TABLE "signature_demands" (
    "organization_id" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),

    CONSTRAINT "signature_demands_pkey" PRIMARY KEY ("organization_id","starts_at")
);

-- AddForeignKey
ALTER TABLE "signature_demands" ADD CONSTRAINT "signature_demands_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE signature_demands ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON signature_demands USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
-- An end is all that ever changes, and nothing goes.
GRANT SELECT, INSERT, UPDATE (ends_at) ON signature_demands TO etna_app;

-- Whoever demands it already publishes that now, as if it were switched on at this moment.
INSERT INTO signature_demands (organization_id, starts_at)
  SELECT id, date_trunc('second', now()) + interval '1 hour 1 second'
  FROM organizations WHERE signed_approvals;
INSERT INTO outbox (id, workflow, organization_id, input)
  SELECT 'keys-demand-' || organization_id || '-first', 'publish-keys', organization_id, '{}'
  FROM signature_demands;
