import { CircleDashed } from "lucide-react";
import type { CampaignCaps, CampaignPreview, Capability } from "#lib/services/campaigns/index.ts";
import { Digest } from "../ui/digest.tsx";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { MoreLink } from "../ui/row-link.tsx";

/** What a campaign would do, what it could not, and what it costs at most. */
export function PlanPreview({
  preview,
  caps,
  says,
  settingsHref,
  editHref,
}: {
  preview: CampaignPreview;
  caps: CampaignCaps;
  /** What each capability means. */
  says: Readonly<Record<Capability, string>>;
  /** Null for those who may not change it. */
  settingsHref: string | null;
  editHref: string | null;
}) {
  return (
    <>
      <Most preview={preview} caps={caps} settingsHref={settingsHref} />
      <div className="grid grid-cols-2 items-start gap-6 max-rail:grid-cols-1">
        <Cases preview={preview} />
        <Holes preview={preview} says={says} editHref={editHref} />
      </div>
    </>
  );
}

function Most({
  preview,
  caps,
  settingsHref,
}: {
  preview: CampaignPreview;
  caps: CampaignCaps;
  settingsHref: string | null;
}) {
  const { attacks, benign, mostRequests, mostCostUsd, suite } = preview;
  return (
    <Panel aria-labelledby="h-most">
      <PanelHeader id="h-most" title="At most">
        {settingsHref && <MoreLink href={settingsHref}>Change the caps</MoreLink>}
      </PanelHeader>
      <dl className="grid grid-cols-4 gap-x-6 gap-y-3 px-4 py-3.5 max-rail:grid-cols-2 max-narrow:px-3">
        <Figure
          term="Cases"
          value={(attacks + benign).toLocaleString("en")}
          more={`${attacks} attacks, ${benign} ordinary tasks`}
        />
        <Figure
          term="Requests"
          value={mostRequests.toLocaleString("en")}
          more={`tries and second runs in it; ${caps.requestsPerMinute} a minute`}
        />
        <Figure
          term="Spend"
          value={mostCostUsd === null ? "Not known" : `USD ${mostCostUsd.toFixed(2)}`}
          more={
            mostCostUsd === null
              ? "the target names no price"
              : caps.maxCostUsd === null
                ? "by the price the target names"
                : `capped at USD ${caps.maxCostUsd}`
          }
        />
        <Figure term="Time" value={`${caps.maxMinutes} min`} more="then it stops" />
      </dl>
      <p className="border-line border-t px-4 py-2 text-fg-subtle text-xs max-narrow:px-3">
        Suite <Digest value={suite} label="suite digest" />
      </p>
    </Panel>
  );
}

function Figure({ term, value, more }: { term: string; value: string; more: string }) {
  return (
    <div>
      <dt className="text-fg-muted text-xs">{term}</dt>
      <dd>
        <span className="font-semibold text-md tabular-nums">{value}</span>
        <span className="block text-fg-subtle text-xs">{more}</span>
      </dd>
    </div>
  );
}

function Cases({ preview }: { preview: CampaignPreview }) {
  const most = Math.max(1, ...preview.categories.map(({ cases }) => cases));
  return (
    <Panel aria-labelledby="h-cases">
      <PanelHeader id="h-cases" title="Attacks by category" />
      <ul className="divide-y divide-line">
        {preview.categories.map(({ category, name, cases }) => (
          <li
            key={category}
            className="grid grid-cols-[52px_minmax(0,1fr)_72px_44px] items-center gap-2 px-4 py-1.5 text-sm max-narrow:grid-cols-[52px_minmax(0,1fr)_44px] max-narrow:px-3"
          >
            <span className="font-mono text-fg-subtle text-xs">{category.slice(0, 5)}</span>
            <span className="min-w-0">{name}</span>
            <svg aria-hidden="true" className="block h-2 w-full max-narrow:hidden">
              <rect width={`${(100 * cases) / most}%`} height="8" className="fill-line-strong" />
            </svg>
            <span className="text-right tabular-nums">{cases.toLocaleString("en")}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Holes({
  preview,
  says,
  editHref,
}: {
  preview: CampaignPreview;
  says: Readonly<Record<Capability, string>>;
  editHref: string | null;
}) {
  const byMissing = Map.groupBy(preview.holes, ({ missing }) => missing.join(", "));
  const groups = [...byMissing.values()].sort((a, b) => b.length - a.length);
  return (
    <Panel aria-labelledby="h-holes">
      <PanelHeader id="h-holes" title="What cannot be tested">
        {editHref && <MoreLink href={editHref}>Declare more</MoreLink>}
      </PanelHeader>
      {groups.length === 0 ? (
        <p className="px-4 py-3 text-fg-muted text-sm">Nothing. Every attack of the suite fits.</p>
      ) : (
        <ul className="divide-y divide-line">
          {groups.map((seeds) => {
            const missing = seeds[0]?.missing ?? [];
            return (
              <li
                key={missing.join()}
                className="grid grid-cols-[14px_minmax(0,1fr)] gap-x-2.5 px-4 py-2 text-sm max-narrow:px-3"
              >
                <CircleDashed aria-hidden="true" className="mt-1 size-3.5 text-fg-subtle" />
                <div>
                  <p>
                    {seeds.length === 1 ? "1 attack needs " : `${seeds.length} attacks need `}
                    <b className="font-medium">{missing.join(" and ")}</b>
                  </p>
                  <p className="text-fg-subtle text-xs">
                    {missing.map((each) => says[each]).join(" ")}
                  </p>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
