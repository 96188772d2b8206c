-- AlterTable
ALTER TABLE "repositories" ADD COLUMN     "alerts_look_id" TEXT;
