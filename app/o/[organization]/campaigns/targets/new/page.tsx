import type { Metadata } from "next";
import { z } from "zod";
import { requireMember } from "#app/_server/current.ts";
import { connectedRepositories } from "#app/_server/once-a-request.ts";
import { type Query, queryValue } from "#app/_server/query.ts";
import { TargetForm } from "#components/campaigns/target-form.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { may } from "#lib/services/audit/index.ts";
import { createTargetAction } from "../actions.ts";
import { capabilityChoices, renderChoices } from "../capability-choices.ts";
import { formKinds, kindWords, valuesOf } from "../target-file.ts";

export const metadata: Metadata = { title: "Add a target" };

const kinds = [...formKinds, "file"] as const;

export default async function NewTargetPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Query>;
}) {
  const [{ organization: slug }, query] = await Promise.all([params, searchParams]);
  const { organization, role } = await requireMember(slug);
  const base = `/o/${slug}/campaigns`;
  const kind = queryValue(query, "kind", z.enum(kinds)) ?? "http";
  const repositories = await connectedRepositories(organization.id);
  return (
    <ConsolePage crumbs={[{ label: "Campaigns", href: base }, { label: "Add a target" }]}>
      <PageHead
        title="Add a target"
        lede="An agent of your own. Nothing is sent to it before its address shows that it is yours."
      />
      {may(role, "target.create") ? (
        <>
          <Segmented
            label="Kind of target"
            className="justify-self-start max-narrow:flex-wrap"
            options={kinds.map((each) => ({
              href: `${base}/targets/new?kind=${each}`,
              label: each === "file" ? "Target file" : kindWords[each],
              current: each === kind,
            }))}
          />
          <TargetForm
            key={kind}
            kind={kind}
            values={valuesOf(null)}
            stored={[]}
            capabilities={capabilityChoices}
            renders={renderChoices}
            repositories={repositories.map(({ id, name }) => ({ id, name }))}
            repositoryId={null}
            save={createTargetAction.bind(null, slug)}
            submit={{ word: "Add the target", working: "Adding…" }}
          />
        </>
      ) : (
        <EmptyState
          title="Adding a target needs the role admin."
          text={`An admin of ${organization.name} can add one.`}
        />
      )}
    </ConsolePage>
  );
}
