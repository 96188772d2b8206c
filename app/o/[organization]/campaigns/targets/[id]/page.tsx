import { Swords } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireMember } from "#app/_server/current.ts";
import { CampaignsList } from "#components/campaigns/campaigns-list.tsx";
import { OwnershipPanel } from "#components/campaigns/ownership-panel.tsx";
import { TryTarget } from "#components/campaigns/try-target.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { FactsList, Panel, PanelHeader } from "#components/ui/panel.tsx";
import { MoreLink } from "#components/ui/row-link.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { may } from "#lib/services/audit/index.ts";
import { listCampaigns, readTarget } from "#lib/services/campaigns/index.ts";
import { newTokenAction, proveAction, tryAction } from "../actions.ts";
import { targetFacts } from "./target-facts.tsx";

interface Props {
  params: Promise<{ organization: string; id: string }>;
}

const shownCampaigns = 10;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization: slug, id } = await params;
  const { organization } = await requireMember(slug);
  const target = await readTarget(organization.id, id);
  return { title: target ? `${target.name}, target` : "Not found" };
}

export default async function TargetPage({ params }: Props) {
  const { organization: slug, id } = await params;
  const { organization, role } = await requireMember(slug);
  const target = await readTarget(organization.id, id);
  if (target === null) notFound();
  const base = `/o/${slug}/campaigns`;
  const own = `${base}/targets/${id}`;
  const campaigns = await listCampaigns(organization.id, { targetId: id, limit: shownCampaigns });
  const isKept = target.archivedAt === null;
  const isProven = target.ownership.state === "proven";
  return (
    <ConsolePage crumbs={[{ label: "Campaigns", href: base }, { label: target.name }]}>
      <PageHead
        title={target.name}
        lede={isKept ? `${target.kind} at ${target.origin}` : "Archived. Nothing is sent to it."}
      >
        {isKept && (
          <>
            <ButtonLink href={`${own}/settings`}>Policy and schedule</ButtonLink>
            {may(role, "campaign.start") && isProven && (
              <ButtonLink href={`${own}/start`} variant="primary">
                <Swords aria-hidden="true" />
                Start a campaign
              </ButtonLink>
            )}
          </>
        )}
      </PageHead>
      {isKept && (
        <OwnershipPanel
          targetId={id}
          ownership={target.ownership}
          prove={may(role, "target.prove") ? proveAction.bind(null, slug) : undefined}
          renew={may(role, "target.update") ? newTokenAction.bind(null, slug) : undefined}
        />
      )}
      {isKept && isProven && may(role, "target.try") && (
        <TryTarget
          targetId={id}
          triedAt={target.triedAt?.toISOString() ?? null}
          ask={tryAction.bind(null, slug)}
        />
      )}
      {campaigns.length > 0 ? (
        <CampaignsList campaigns={campaigns} base={base} />
      ) : (
        isProven &&
        isKept && (
          <EmptyState
            icon={Swords}
            title="It was not attacked yet."
            text="A campaign shows its plan, and what it costs at most, before it begins."
          >
            {may(role, "campaign.start") && (
              <ButtonLink href={`${own}/start`}>See the plan</ButtonLink>
            )}
          </EmptyState>
        )
      )}
      <Panel aria-labelledby="h-says">
        <PanelHeader id="h-says" title="What it says of itself">
          {isKept && may(role, "target.update") && <MoreLink href={`${own}/edit`}>Edit</MoreLink>}
        </PanelHeader>
        <FactsList facts={targetFacts(target)} className="border-t-0 px-4 pb-2 max-narrow:px-3" />
      </Panel>
    </ConsolePage>
  );
}
