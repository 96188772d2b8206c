-- CreateTable
CREATE TABLE "merge_attestations" (
    "fix_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "signing_key_id" TEXT NOT NULL,
    "bundle" JSONB NOT NULL,
    "openings" JSONB NOT NULL,
    "method" TEXT NOT NULL,
    "relation" TEXT NOT NULL,
    "log_index" BIGINT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "merge_attestations_pkey" PRIMARY KEY ("fix_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "merge_attestations_log_index_key" ON "merge_attestations"("log_index");

-- CreateIndex
CREATE INDEX "merge_attestations_organization_id_idx" ON "merge_attestations"("organization_id");

-- AddForeignKey
ALTER TABLE "merge_attestations" ADD CONSTRAINT "merge_attestations_fix_id_fkey" FOREIGN KEY ("fix_id") REFERENCES "fixes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "merge_attestations" ADD CONSTRAINT "merge_attestations_signing_key_id_fkey" FOREIGN KEY ("signing_key_id") REFERENCES "signing_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "merge_attestations" ADD CONSTRAINT "merge_attestations_log_index_fkey" FOREIGN KEY ("log_index") REFERENCES "log_entries"("index") ON DELETE RESTRICT ON UPDATE CASCADE;

-- As the attestations: made once, read by the organization and by whoever knows the fix's id.
ALTER TABLE merge_attestations ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON merge_attestations USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
CREATE POLICY by_fix_id ON merge_attestations FOR SELECT USING (fix_id = app_capability());
GRANT SELECT, INSERT ON merge_attestations TO etna_app;
