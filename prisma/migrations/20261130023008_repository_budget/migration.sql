-- AlterTable
ALTER TABLE "repositories" ADD COLUMN     "open_fix_budget" INTEGER;

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "troubles" JSONB;
