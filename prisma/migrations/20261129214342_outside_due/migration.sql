-- DropIndex
DROP INDEX "outside_proofs_organization_id_idx";

-- AlterTable
ALTER TABLE "outside_proofs" ADD COLUMN     "due_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "proof_reviews" ADD COLUMN     "outside" TEXT[];

-- CreateIndex
CREATE INDEX "outside_proofs_organization_id_due_at_idx" ON "outside_proofs"("organization_id", "due_at");

-- What is still asked for: a day is the longest pause that an attempt was ever told to wait.
UPDATE "outside_proofs" SET "due_at" = now() + interval '24 hours'
  WHERE state IN ('awaited', 'refused') AND settled_at IS NULL;
