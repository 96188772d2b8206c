import { readAs } from "#lib/platform/db/index.ts";
import { underWay as statesUnderWay } from "./start-campaign.ts";
import { campaignColumns, viewCampaign } from "./view-campaign.ts";
import type { CampaignView } from "./views.ts";

export interface CampaignFilter {
  readonly targetId?: string;
  readonly underWay?: boolean;
  /** The id of the last one seen. */
  readonly after?: string;
  readonly limit: number;
}

/** Newest first. */
export async function listCampaigns(
  organizationId: string,
  { targetId, underWay = false, after, limit }: CampaignFilter,
): Promise<readonly CampaignView[]> {
  return await readAs({ organizationId }, async (db) => {
    const last =
      after === undefined
        ? undefined
        : await db.campaign.findFirst({
            where: { id: after, organizationId },
            select: { number: true },
          });
    if (last === null) return [];
    const rows = await db.campaign.findMany({
      where: {
        organizationId,
        ...(last && { number: { lt: last.number } }),
        ...(targetId !== undefined && { targetId }),
        ...(underWay && { state: { in: statesUnderWay } }),
      },
      select: campaignColumns,
      orderBy: { number: "desc" },
      take: limit,
    });
    return rows.map(viewCampaign);
  });
}
