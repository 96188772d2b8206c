import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { requireMember } from "#app/_server/current.ts";
import { connectedRepositories } from "#app/_server/once-a-request.ts";
import { type Query, queryValue } from "#app/_server/query.ts";
import { TargetForm } from "#components/campaigns/target-form.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { may } from "#lib/services/audit/index.ts";
import { readTarget } from "#lib/services/campaigns/index.ts";
import { updateTargetAction } from "../../actions.ts";
import { capabilityChoices, renderChoices } from "../../capability-choices.ts";
import { formKinds, kindWords, valuesOf } from "../../target-file.ts";

export const metadata: Metadata = { title: "Edit a target" };

export default async function EditTargetPage({
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
  const mayChange = may(role, "target.update");
  const base = `/o/${slug}/campaigns`;
  const own = `${base}/targets/${id}`;
  const kind = formKinds.find((each) => each === target.kind);
  const asFile = kind === undefined || queryValue(query, "as", z.literal("file")) === "file";
  const repositories = await connectedRepositories(organization.id);
  return (
    <ConsolePage
      crumbs={[
        { label: "Campaigns", href: base },
        { label: target.name, href: own },
        { label: "Edit" },
      ]}
    >
      <PageHead
        title={`Edit ${target.name}`}
        lede="It holds from the next campaign on. At another address it has to be shown anew, and each secret given again."
      />
      {kind && (
        <Segmented
          label="Form or file"
          className="justify-self-start"
          options={[
            { href: `${own}/edit`, label: kindWords[kind], current: !asFile },
            { href: `${own}/edit?as=file`, label: "Target file", current: asFile },
          ]}
        />
      )}
      {!mayChange && (
        <p className="text-fg-muted">Changing it needs the role admin. Yours is {role}.</p>
      )}
      <fieldset disabled={!mayChange} className="min-w-0">
        <legend className="sr-only">The target’s file</legend>
        <TargetForm
          key={String(asFile)}
          kind={asFile ? "file" : target.kind}
          values={valuesOf(target.spec)}
          stored={target.secretNames}
          capabilities={capabilityChoices}
          renders={renderChoices}
          repositories={repositories.map(({ id, name }) => ({ id, name }))}
          repositoryId={target.repository?.id ?? null}
          save={updateTargetAction.bind(null, slug)}
          hidden={{ targetId: id }}
          submit={{ word: "Save the target", working: "Saving…" }}
        />
      </fieldset>
    </ConsolePage>
  );
}
