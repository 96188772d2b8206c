-- CreateTable
CREATE TABLE "report_attestations" (
    "campaign_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "signing_key_id" TEXT NOT NULL,
    "bundle" JSONB NOT NULL,
    "openings" JSONB NOT NULL,
    "log_index" BIGINT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_attestations_pkey" PRIMARY KEY ("campaign_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "report_attestations_log_index_key" ON "report_attestations"("log_index");

-- CreateIndex
CREATE INDEX "report_attestations_organization_id_idx" ON "report_attestations"("organization_id");

-- AddForeignKey
ALTER TABLE "report_attestations" ADD CONSTRAINT "report_attestations_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report_attestations" ADD CONSTRAINT "report_attestations_signing_key_id_fkey" FOREIGN KEY ("signing_key_id") REFERENCES "signing_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report_attestations" ADD CONSTRAINT "report_attestations_log_index_fkey" FOREIGN KEY ("log_index") REFERENCES "log_entries"("index") ON DELETE RESTRICT ON UPDATE CASCADE;

-- As the attestations: made once, read by the organization and by whoever knows the campaign's id.
ALTER TABLE report_attestations ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON report_attestations USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
CREATE POLICY by_campaign_id ON report_attestations FOR SELECT USING (campaign_id = app_capability());
GRANT SELECT, INSERT ON report_attestations TO etna_app;
