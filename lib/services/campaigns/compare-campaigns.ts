import {
  type Category,
  categories,
  compareRuns,
  type Report,
  type SeedOutcome,
} from "#lib/engines/adversary/index.ts";
import { readCampaign } from "./read-campaign.ts";
import type { CampaignComparison, CampaignDetail, CampaignView } from "./views.ts";

/** Seed by seed, as their reports say. Null where one of them is not there, or has no report. */
export async function compareCampaigns(
  organizationId: string,
  baselineId: string,
  campaignId: string,
): Promise<CampaignComparison | null> {
  const [baseline, campaign] = await Promise.all([
    readCampaign(organizationId, baselineId),
    readCampaign(organizationId, campaignId),
  ]);
  if (!baseline?.report || !campaign?.report) return null;
  const before = outcomesOf(baseline.report);
  const after = outcomesOf(campaign.report);
  const { categories: compared, seedsCompared, notCompared } = compareRuns(before, after);
  const breachedBefore = new Map(before.map(({ seedId, breached }) => [seedId, breached]));
  const left = new Set(notCompared.map(({ seedId }) => seedId));
  const changed = campaign.report.seeds.filter(({ seedId, breaches, tried }) => {
    const then = breachedBefore.get(seedId);
    return tried > 0 && !left.has(seedId) && then !== undefined && then !== breaches > 0;
  });
  return {
    baseline: summaryOf(baseline),
    campaign: summaryOf(campaign),
    sameSuite: baseline.report.suite === campaign.report.suite,
    seedsCompared,
    seedsNotCompared: notCompared.length,
    categories: compared.map((each) => ({ ...each, name: categories[each.category] })),
    seeds: changed.map(({ seedId, title, category, breaches }) => ({
      seedId,
      title,
      category,
      change: breaches > 0 ? ("newly_breached" as const) : ("no_longer_breached" as const),
    })),
  };
}

function outcomesOf({ seeds }: Report): readonly SeedOutcome<Category>[] {
  return seeds.map(({ seedId, category, breaches, tried }) => ({
    seedId,
    category,
    breached: breaches > 0,
    tried: tried > 0,
  }));
}

function summaryOf(detail: CampaignDetail): CampaignView {
  const { seed, suite, policy, caps, baseline, retryOf, startedById, ...rest } = detail;
  const { soFar, report, reportSha256, ...view } = rest;
  return view;
}
