-- AlterTable
ALTER TABLE "findings" ADD COLUMN     "category" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "detector" TEXT,
ADD COLUMN     "joined_to_id" TEXT;

-- CreateTable
CREATE TABLE "detector_rules" (
    "repository_id" TEXT NOT NULL,
    "detector" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "detector_rules_pkey" PRIMARY KEY ("repository_id","detector","rule_id")
);

-- CreateIndex
CREATE INDEX "findings_joined_to_id_idx" ON "findings"("joined_to_id");

-- AddForeignKey
ALTER TABLE "findings" ADD CONSTRAINT "findings_joined_to_id_fkey" FOREIGN KEY ("joined_to_id") REFERENCES "findings"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "detector_rules" ADD CONSTRAINT "detector_rules_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What an organization's scanners say is the organization's.
ALTER TABLE detector_rules ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON detector_rules USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT, UPDATE ON detector_rules TO etna_app;
