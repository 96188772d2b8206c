-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "finding_ids" TEXT[],
ADD COLUMN     "fix_title" TEXT;

-- CreateTable
CREATE TABLE "fix_findings" (
    "fix_id" TEXT NOT NULL,
    "finding_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "fix_findings_pkey" PRIMARY KEY ("fix_id","finding_id")
);

-- CreateIndex
CREATE INDEX "fix_findings_finding_id_idx" ON "fix_findings"("finding_id");

-- CreateIndex
CREATE INDEX "fix_findings_organization_id_idx" ON "fix_findings"("organization_id");

-- AddForeignKey
ALTER TABLE "fix_findings" ADD CONSTRAINT "fix_findings_fix_id_fkey" FOREIGN KEY ("fix_id") REFERENCES "fixes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fix_findings" ADD CONSTRAINT "fix_findings_finding_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "findings"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Runs that were made before have proposed for the one finding that they name.
UPDATE "runs" SET "finding_ids" = ARRAY["finding_id"] WHERE "finding_id" IS NOT NULL;

-- Every fix so far removes the one finding that it was asked for.
INSERT INTO "fix_findings" ("fix_id", "finding_id", "organization_id", "position")
  SELECT "id", "finding_id", "organization_id", 0 FROM "fixes";

ALTER TABLE fix_findings ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON fix_findings USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT ON fix_findings TO etna_app;
