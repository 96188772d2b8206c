import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireMember } from "#app/_server/current.ts";
import type { Query } from "#app/_server/query.ts";
import { CasesList } from "#components/campaigns/cases-list.tsx";
import { FilterBar } from "#components/lists/filter-bar.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { listCases, readCampaign } from "#lib/services/campaigns/index.ts";
import { caseFilter, caseFilters, filterQuery } from "./filters.ts";

export const metadata: Metadata = { title: "Cases" };

const pageSize = 100;

export default async function CasesPage({
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
  const filter = caseFilter(query);
  const { cases, next } = await listCases(organization.id, id, { ...filter, limit: pageSize });
  const base = `/o/${slug}/campaigns/${id}`;
  return (
    <ConsolePage
      crumbs={[
        { label: "Campaigns", href: `/o/${slug}/campaigns` },
        { label: `${campaign.target}, ${campaign.number}`, href: base },
        { label: "Cases" },
      ]}
    >
      <PageHead title="Cases" lede="Everything that was tried, in the order of the plan." />
      <FilterBar
        search={{
          name: "variant",
          label: "Variant, such as base64",
          value: filter.variant ?? "",
        }}
        filters={caseFilters(filter)}
      />
      {cases.length > 0 ? (
        <CasesList cases={cases} base={base} query={filterQuery(filter)} />
      ) : (
        <EmptyState icon={ScrollText} title="No case is like this." text="Ask for less.">
          <ButtonLink href={`${base}/cases`}>All cases</ButtonLink>
        </EmptyState>
      )}
      <Pagination
        label="Pages of cases"
        next={next === null ? undefined : filterQuery(filter, { after: String(next) })}
      />
    </ConsolePage>
  );
}
