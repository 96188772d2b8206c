import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { requireMember } from "#app/_server/current.ts";
import { type Query, queryValue } from "#app/_server/query.ts";
import { PlanPreview } from "#components/campaigns/plan-preview.tsx";
import { FilterBar } from "#components/lists/filter-bar.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import { may } from "#lib/services/audit/index.ts";
import {
  capabilities,
  previewCampaign,
  profileNames,
  readTarget,
} from "#lib/services/campaigns/index.ts";
import { startAction } from "../../../actions.ts";
import { seedText } from "../../../seed.ts";

export const metadata: Metadata = { title: "Start a campaign" };

const words = {
  smoke: "smoke, a first look",
  standard: "standard, three times",
  deep: "deep, five times",
} as const;

export default async function StartPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string; id: string }>;
  searchParams: Promise<Query>;
}) {
  const [{ organization: slug, id }, query] = await Promise.all([params, searchParams]);
  const { organization, role } = await requireMember(slug);
  const target = await readTarget(organization.id, id);
  if (target === null || target.archivedAt !== null) notFound();
  const profile = queryValue(query, "profile", z.enum(profileNames)) ?? target.profile;
  const seed = queryValue(query, "seed", seedText);
  const preview = await previewCampaign(organization.id, {
    targetId: id,
    profile,
    ...(seed && { seed }),
  });
  const base = `/o/${slug}/campaigns`;
  const own = `${base}/targets/${id}`;
  return (
    <ConsolePage
      crumbs={[
        { label: "Campaigns", href: base },
        { label: target.name, href: own },
        { label: "Start" },
      ]}
    >
      <PageHead
        title={`Attack ${target.name}`}
        lede="The plan, before anything is sent. The same seed makes the same plan again."
      >
        {preview.refusal === null && may(role, "campaign.start") && (
          <ActionButton
            action={startAction.bind(null, slug)}
            values={{ targetId: id, profile, seed: seed ?? "" }}
            working="Starting…"
            variant="primary"
          >
            Start the campaign
          </ActionButton>
        )}
      </PageHead>
      {preview.refusal !== null ? (
        <p role="status" className="text-base">
          {preview.refusal}
        </p>
      ) : (
        !may(role, "campaign.start") && (
          <p className="text-fg-muted">Starting one needs the role developer. Yours is {role}.</p>
        )
      )}
      <FilterBar
        search={{ name: "seed", label: "Seed, empty for a fresh one", value: seed ?? "" }}
        filters={[
          {
            name: "profile",
            label: "Profile",
            value: profile,
            options: profileNames.map((value) => ({ value, label: words[value] })),
          },
        ]}
      />
      <PlanPreview
        preview={preview}
        caps={target.caps}
        says={capabilities}
        settingsHref={may(role, "target.set_policy") ? `${own}/settings` : null}
        editHref={may(role, "target.update") ? `${own}/edit` : null}
      />
    </ConsolePage>
  );
}
