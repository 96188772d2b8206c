-- CreateEnum
CREATE TYPE "AlertsState" AS ENUM ('idle', 'asked', 'looking', 'again');

-- AlterTable
ALTER TABLE "organizations" ADD COLUMN     "upload_sarif" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "repositories" ADD COLUMN     "alerts_digest" TEXT,
ADD COLUMN     "alerts_note" TEXT,
ADD COLUMN     "alerts_read_at" TIMESTAMPTZ(3),
ADD COLUMN     "alerts_state" "AlertsState" NOT NULL DEFAULT 'idle';

-- AlterTable
ALTER TABLE "findings" ADD COLUMN     "alert_url" TEXT,
ADD COLUMN     "dependency" JSONB,
ADD COLUMN     "dismissal" TEXT;
