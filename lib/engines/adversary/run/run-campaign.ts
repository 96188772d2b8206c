import { AppError } from "#lib/base/index.ts";
import type { Campaign, CampaignOutcome } from "./campaign.ts";

/**
 * Runs what of a plan has not been run yet. A target that fails is a result; it rejects for faults of
 * ours alone. When the signal ends it, what was begun is torn and run again by the next call.
 */
export async function runCampaign(_campaign: Campaign): Promise<CampaignOutcome> {
  throw new AppError("internal", "Not joined yet.");
}
