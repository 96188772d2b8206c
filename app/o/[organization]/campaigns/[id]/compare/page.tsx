import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { requireMember } from "#app/_server/current.ts";
import { type Query, queryValue } from "#app/_server/query.ts";
import { CompareCategories } from "#components/campaigns/compare-categories.tsx";
import { FilterBar } from "#components/lists/filter-bar.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { isId } from "#lib/base/index.ts";
import { compareCampaigns, listCampaigns, readCampaign } from "#lib/services/campaigns/index.ts";

export const metadata: Metadata = { title: "Two campaigns compared" };

const offered = 30;

export default async function ComparePage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string; id: string }>;
  searchParams: Promise<Query>;
}) {
  const [{ organization: slug, id }, query] = await Promise.all([params, searchParams]);
  const { organization } = await requireMember(slug);
  const campaign = await readCampaign(organization.id, id);
  if (campaign === null) notFound();
  const base = `/o/${slug}/campaigns/${id}`;
  const others = (
    await listCampaigns(organization.id, { targetId: campaign.targetId, limit: offered })
  ).filter((each) => each.id !== id && each.gate !== null);
  const asked = queryValue(
    query,
    "with",
    z.string().refine((text) => isId("campaign", text)),
  );
  const baselineId = asked ?? campaign.baseline?.id ?? others[0]?.id;
  const comparison =
    baselineId === undefined || campaign.report === null
      ? null
      : await compareCampaigns(organization.id, baselineId, id);
  return (
    <ConsolePage
      crumbs={[
        { label: "Campaigns", href: `/o/${slug}/campaigns` },
        { label: `${campaign.target}, ${campaign.number}`, href: base },
        { label: "Compare" },
      ]}
    >
      <PageHead
        title={`Campaign ${campaign.number}, compared`}
        lede="Seed by seed: the same attack against the same agent, before and after. Exact McNemar test, corrected by Holm across categories."
      />
      {others.length > 0 && (
        <FilterBar
          filters={[
            {
              name: "with",
              label: "Compare with",
              value: baselineId ?? "",
              options: others.map((each) => ({
                value: each.id,
                label: `Campaign ${each.number}, ${each.profile}`,
              })),
            },
          ]}
        />
      )}
      {comparison === null ? (
        <EmptyState
          title="There is nothing to compare with."
          text="Two campaigns of the same target with a report each are needed."
        >
          <ButtonLink href={base}>Back to the campaign</ButtonLink>
        </EmptyState>
      ) : (
        <CompareCategories comparison={comparison} casesHref={`${base}/cases`} />
      )}
    </ConsolePage>
  );
}
