import { Plus, Swords } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { requireMember } from "#app/_server/current.ts";
import { nextPage, type Query, queryValue } from "#app/_server/query.ts";
import { CampaignsList } from "#components/campaigns/campaigns-list.tsx";
import { TargetsList } from "#components/campaigns/targets-list.tsx";
import { FilterBar } from "#components/lists/filter-bar.tsx";
import { Live } from "#components/runs/live.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { isId } from "#lib/base/index.ts";
import { may } from "#lib/services/audit/index.ts";
import {
  listCampaigns,
  listTargets,
  nextCampaignAt,
  readStandings,
} from "#lib/services/campaigns/index.ts";

export const metadata: Metadata = { title: "Campaigns" };

const pageSize = 30;

export default async function CampaignsPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Query>;
}) {
  const [{ organization: slug }, query] = await Promise.all([params, searchParams]);
  const { organization, role } = await requireMember(slug);
  const base = `/o/${slug}/campaigns`;
  const archived = queryValue(query, "targets", z.literal("all")) === "all";
  const after = queryValue(
    query,
    "after",
    z.string().refine((id) => isId("campaign", id)),
  );
  const [targets, standings, campaigns] = await Promise.all([
    listTargets(organization.id, { archived }),
    readStandings(organization.id),
    listCampaigns(organization.id, { limit: pageSize, ...(after && { after }) }),
  ]);
  const mayAdd = may(role, "target.create");
  const underWay = campaigns.find(({ endedAt }) => endedAt === null);
  const isEmpty = targets.length === 0 && campaigns.length === 0;
  return (
    <ConsolePage
      crumbs={[{ label: organization.name, href: `/o/${slug}` }, { label: "Campaigns" }]}
      bar={underWay && <Live href={`${base}/${underWay.id}/events`} />}
    >
      <PageHead
        title="Campaigns"
        lede="Attacks on your own agents, repeated and counted, with what they found."
      >
        {mayAdd && !isEmpty && (
          <ButtonLink href={`${base}/targets/new`}>
            <Plus aria-hidden="true" />
            Add a target
          </ButtonLink>
        )}
      </PageHead>
      {isEmpty ? (
        <EmptyState
          icon={Swords}
          title="No agent is attacked yet."
          text={
            mayAdd
              ? "Add one that is yours: a chat address, a model or an MCP server. Nothing is sent before its address shows whose it is."
              : `An admin of ${organization.name} can add one.`
          }
        >
          {mayAdd && (
            <ButtonLink href={`${base}/targets/new`} variant="primary">
              Add a target
            </ButtonLink>
          )}
        </EmptyState>
      ) : (
        <>
          <FilterBar
            filters={[
              {
                name: "targets",
                label: "Targets",
                value: archived ? "all" : "",
                options: [
                  { value: "", label: "Targets in use" },
                  { value: "all", label: "Archived too" },
                ],
              },
            ]}
          />
          {targets.length > 0 && (
            <TargetsList
              rows={targets.map((target) => ({
                target,
                standing: standings.get(target.id),
                nextAt: nextCampaignAt(target),
              }))}
              base={base}
            />
          )}
          {campaigns.length > 0 && <CampaignsList campaigns={campaigns} base={base} />}
        </>
      )}
      <Pagination label="Pages of campaigns" next={nextPage(query, campaigns, pageSize)} />
    </ConsolePage>
  );
}
