import type { TargetView } from "./views.ts";

const dayMs = 24 * 60 * 60 * 1000;
export const periodMs = { daily: dayMs, weekly: 7 * dayMs } as const;

/** When a campaign begins by itself: a period after the last one, whatever began it. Null for never. */
export function nextCampaignAt({
  schedule,
  createdAt,
  lastCampaign,
}: Pick<TargetView, "schedule" | "createdAt" | "lastCampaign">): Date | null {
  if (schedule === "none") return null;
  const since = lastCampaign?.createdAt ?? createdAt;
  return new Date(since.getTime() + periodMs[schedule]);
}
