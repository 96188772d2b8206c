import type { CampaignView } from "#lib/services/campaigns/index.ts";
import { Panel, PanelHeader, Row, Rows } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { Time } from "../ui/time.tsx";
import { CampaignStatus } from "./campaign-status.tsx";

const causes = { request: null, schedule: "by its schedule", retry: "once more" } as const;

/** Campaigns, newest first. `base` is the address of campaigns. */
export function CampaignsList({
  campaigns,
  base,
}: {
  campaigns: readonly CampaignView[];
  base: string;
}) {
  return (
    <Panel aria-labelledby="h-campaigns">
      <PanelHeader id="h-campaigns" title="Campaigns" />
      <Rows>
        {campaigns.map((campaign) => (
          <Row
            key={campaign.id}
            className="grid-cols-[minmax(0,1fr)_150px_84px] max-narrow:grid-cols-[minmax(0,1fr)_auto] max-narrow:gap-y-1.5"
          >
            <div className="min-w-0 max-narrow:col-span-2">
              <RowLink href={`${base}/${campaign.id}`}>
                {campaign.target}, campaign {campaign.number}
              </RowLink>
              <div className="meta">
                {factsOf(campaign).map((fact) => (
                  <span key={fact}>{fact}</span>
                ))}
              </div>
            </div>
            <CampaignStatus campaign={campaign} />
            <Time
              at={campaign.createdAt.toISOString()}
              className="text-right text-fg-subtle text-xs"
            />
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}

function factsOf({ profile, cause, outcome, counts }: CampaignView): readonly string[] {
  const why = causes[cause];
  return [
    profile,
    ...(why === null ? [] : [why]),
    ...(outcome === null
      ? counts.planned === 0
        ? []
        : [`${counts.planned.toLocaleString("en")} cases`]
      : [outcome]),
  ];
}
