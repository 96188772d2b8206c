-- AlterTable
ALTER TABLE "organizations" ADD COLUMN     "fix_by_itself" BOOLEAN NOT NULL DEFAULT false;
