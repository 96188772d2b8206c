-- AlterTable
ALTER TABLE "signing_keys" ADD COLUMN     "kms_key" TEXT,
ALTER COLUMN "sealed_seed" DROP NOT NULL;

-- CreateTable
CREATE TABLE "keys_publications" (
    "organization_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "log_index" BIGINT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "keys_publications_pkey" PRIMARY KEY ("organization_id","sequence")
);

-- CreateIndex
CREATE UNIQUE INDEX "keys_publications_log_index_key" ON "keys_publications"("log_index");

-- AddForeignKey
ALTER TABLE "keys_publications" ADD CONSTRAINT "keys_publications_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "keys_publications" ADD CONSTRAINT "keys_publications_log_index_fkey" FOREIGN KEY ("log_index") REFERENCES "log_entries"("index") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A key is in one place: sealed here, or in a service that signs for us.
ALTER TABLE signing_keys ADD CONSTRAINT signing_keys_one_place
  CHECK ((sealed_seed IS NULL) <> (kms_key IS NULL));

-- Published once, and never changed: what was said stays said.
ALTER TABLE keys_publications ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON keys_publications USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT ON keys_publications TO etna_app;
