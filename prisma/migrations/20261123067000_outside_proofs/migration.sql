-- CreateTable
CREATE TABLE "outside_proofs" (
    "fix_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "statement" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "wrong_answers" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "proof" JSONB,
    "anchor" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "outside_proofs_pkey" PRIMARY KEY ("fix_id","statement","kind")
);

-- CreateIndex
CREATE INDEX "outside_proofs_organization_id_idx" ON "outside_proofs"("organization_id");

-- AddForeignKey
ALTER TABLE "outside_proofs" ADD CONSTRAINT "outside_proofs_fix_id_fkey" FOREIGN KEY ("fix_id") REFERENCES "fixes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- As the attestations: read by the organization and by whoever knows the fix's id.
ALTER TABLE outside_proofs ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON outside_proofs USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
CREATE POLICY by_fix_id ON outside_proofs FOR SELECT USING (fix_id = app_capability());
GRANT SELECT, INSERT, UPDATE ON outside_proofs TO etna_app;
-- Nothing holds without what shows it, and whom it was verified with.
ALTER TABLE outside_proofs ADD CONSTRAINT outside_proofs_proven
  CHECK ((state = 'holds') = (proof IS NOT NULL AND anchor IS NOT NULL));
