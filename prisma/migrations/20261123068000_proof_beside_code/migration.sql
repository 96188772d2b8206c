-- CreateEnum
CREATE TYPE "ProofState" AS ENUM ('offering', 'open', 'merged', 'closed', 'refused');

-- AlterTable
ALTER TABLE "organizations" ADD COLUMN     "proof_beside_code" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "proof_reviews" (
    "fix_id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "state" "ProofState" NOT NULL DEFAULT 'offering',
    "reason" TEXT,
    "base_commit" TEXT,
    "keys" JSONB,
    "head_commit" TEXT,
    "review_number" INTEGER,
    "review_url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "looked_at" TIMESTAMPTZ(3),

    CONSTRAINT "proof_reviews_pkey" PRIMARY KEY ("fix_id")
);

-- CreateIndex
CREATE INDEX "proof_reviews_organization_id_state_idx" ON "proof_reviews"("organization_id", "state");

-- AddForeignKey
ALTER TABLE "proof_reviews" ADD CONSTRAINT "proof_reviews_fix_id_fkey" FOREIGN KEY ("fix_id") REFERENCES "fixes"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE proof_reviews ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON proof_reviews USING (organization_id = app_organization())
  WITH CHECK (organization_id = app_organization());
GRANT SELECT, INSERT, UPDATE ON proof_reviews TO etna_app;
