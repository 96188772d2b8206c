-- CreateEnum
CREATE TYPE "CiState" AS ENUM ('none', 'waiting', 'passed', 'failed', 'failed_before', 'unreported');

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "branch" TEXT,
ADD COLUMN     "replaces_fix_id" TEXT;

-- AlterTable
ALTER TABLE "fixes" ADD COLUMN     "check_said" TEXT,
ADD COLUMN     "ci_state" "CiState" NOT NULL DEFAULT 'none',
ADD COLUMN     "closed_reason" TEXT,
ADD COLUMN     "conflicted_at" TIMESTAMPTZ(3),
ADD COLUMN     "draft" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "made_commit" TEXT,
ADD COLUMN     "words_said" TEXT;
