-- AlterTable
ALTER TABLE "organizations" ADD COLUMN     "due_days_critical" INTEGER DEFAULT 7,
ADD COLUMN     "due_days_high" INTEGER DEFAULT 30,
ADD COLUMN     "due_days_low" INTEGER DEFAULT 180,
ADD COLUMN     "due_days_medium" INTEGER DEFAULT 90;

-- CreateTable
CREATE TABLE "fix_wishes" (
    "finding_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "repository_id" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "asked_by_id" TEXT,
    "token_id" TEXT,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fix_wishes_pkey" PRIMARY KEY ("finding_id")
);

-- CreateIndex
CREATE INDEX "fix_wishes_organization_id_rule_id_idx" ON "fix_wishes"("organization_id", "rule_id");

-- AddForeignKey
ALTER TABLE "fix_wishes" ADD CONSTRAINT "fix_wishes_finding_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "findings"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE fix_wishes ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON fix_wishes USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
-- A wish is kept or gone.
GRANT SELECT, INSERT, DELETE ON fix_wishes TO etna_app;
