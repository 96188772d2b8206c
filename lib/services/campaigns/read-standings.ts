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
    const reports = await reportsOf(db, newest);
    return new Map(
      newest.flatMap((campaign) => {
        const report = reports.get(campaign.id);
        if (report === undefined) return [];
        const { overall: rate, categories } = report;
        const holes = categories.filter(({ state }) => state === "not_tested").length;
        return [[campaign.targetId, { campaign, rate, holes }] as const];
      }),
    );
  });
}

export interface FailedGate {
  readonly campaign: CampaignView;
  /** Titles of the demands that were not met. */
  readonly demands: readonly string[];
}

/**
 * Campaigns that a person has to see: of each target the newest that was judged, where its gate failed. One
 * that says nothing, because too little of it ran, takes back no failure.
 */
export async function failedGates(organizationId: string): Promise<readonly FailedGate[]> {
  return await readAs({ organizationId }, async (db) => {
    const newest = await newestReported(db, organizationId, { in: ["passed", "failed"] });
    const failed = newest.filter(({ gate }) => gate === "failed");
    const reports = await reportsOf(db, failed);
    return failed
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
      .map((campaign) => ({
        campaign,
        demands: (reports.get(campaign.id)?.gate.checks ?? [])
          .filter(({ outcome }) => outcome === "failed")
          .map(({ title }) => title),
      }));
  });
}

async function reportsOf(
  db: Pick<Reads, "campaign">,
  campaigns: readonly CampaignView[],
): Promise<ReadonlyMap<string, Report>> {
  const rows = await db.campaign.findMany({
    where: { id: { in: campaigns.map(({ id }) => id) }, report: { not: null } },
    select: { id: true, report: true },
  });
  // What was written of a report is one.
  return new Map(rows.map(({ id, report }) => [id, JSON.parse(report ?? "") as Report]));
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
