-- CreateEnum
CREATE TYPE "RunCause" AS ENUM ('request', 'schedule', 'push');

-- AlterTable
ALTER TABLE "organizations" ADD COLUMN     "scan_daily" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "scan_on_push" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "repositories" ADD COLUMN     "pushed_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "cause" "RunCause" NOT NULL DEFAULT 'request';
