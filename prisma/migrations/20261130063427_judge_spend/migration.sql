-- AlterTable
ALTER TABLE "model_calls" ADD COLUMN     "campaign_id" TEXT;

-- CreateIndex
CREATE INDEX "model_calls_campaign_id_idx" ON "model_calls"("campaign_id");

-- AddForeignKey
ALTER TABLE "model_calls" ADD CONSTRAINT "model_calls_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE CASCADE;
