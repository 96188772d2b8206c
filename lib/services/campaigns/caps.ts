import { z } from "zod";

/** What a campaign may cost the target and its owner. Where one is reached, what is left is not tested. */
export const campaignCapsSchema = z.strictObject({
  maxRequests: z.int().min(1).max(100_000).default(5_000),
  /** US dollars, as far as the target tells of usage and has a price; null where nothing bounds it. */
  maxCostUsd: z.number().min(0).max(100_000).nullable().default(null),
  requestsPerMinute: z.int().min(1).max(6_000).default(300),
  /** Attempts at once. */
  concurrency: z.int().min(1).max(16).default(4),
  maxMinutes: z
    .int()
    .min(1)
    .max(24 * 60)
    .default(120),
});

export type CampaignCaps = z.infer<typeof campaignCapsSchema>;
