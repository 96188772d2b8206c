import type { Report } from "#lib/engines/adversary/index.ts";
import { type Prisma, type Reads, readAs } from "#lib/platform/db/index.ts";
import { campaignColumns, viewCampaign } from "./view-campaign.ts";
import type { CampaignView } from "./views.ts";

/** What the newest report about a target says, in short. */
export interface Standing {
  readonly campaign: CampaignView;
  readonly rate: Report["overall"];
  /** Categories that were not tested. */
  readonly holes: number;
}

/** By target, for those that have a report and are not archived. */
export async function readStandings(
  organizationId: string,
): Promise<ReadonlyMap<string, Standing>> {
  return await readAs({ organizationId }, async (db) => {
    const newest = await newestReported(db, organizationId);
    const reports = await db.campaign.findMany({
      where: { id: { in: newest.map(({ id }) => id) } },
      select: { id: true, report: true },
    });
    const byId = new Map(reports.map(({ id, report }) => [id, report]));
    return new Map(
      newest.flatMap((campaign) => {
        const text = byId.get(campaign.id);
        if (text == null) return [];
        // What was written of a report is one.
        const { overall: rate, categories } = JSON.parse(text) as Report;
        const holes = categories.filter(({ state }) => state === "not_tested").length;
        return [[campaign.targetId, { campaign, rate, holes }] as const];
      }),
    );
  });
}

/**
 * Campaigns that a person has to see: of each target the newest that was judged, where its gate failed. One
 * that says nothing, because too little of it ran, takes back no failure.
 */
export async function failedGates(organizationId: string): Promise<readonly CampaignView[]> {
  const newest = await readAs({ organizationId }, (db) =>
    newestReported(db, organizationId, { in: ["passed", "failed"] }),
  );
  return newest
    .filter(({ gate }) => gate === "failed")
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

async function newestReported(
  db: Pick<Reads, "attackTarget">,
  organizationId: string,
  gate: Prisma.EnumGateOutcomeNullableFilter<"Campaign"> = { not: null },
): Promise<readonly CampaignView[]> {
  const targets = await db.attackTarget.findMany({
    where: { organizationId, archivedAt: null },
    select: {
      campaigns: {
        where: { gate },
        orderBy: { number: "desc" },
        take: 1,
        select: campaignColumns,
      },
    },
  });
  return targets.flatMap(({ campaigns }) => campaigns.map(viewCampaign));
}
