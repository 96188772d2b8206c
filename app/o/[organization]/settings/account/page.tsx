import type { Metadata } from "next";
import { requireMember } from "#app/_server/current.ts";
import { NameForm } from "#components/settings/name-form.tsx";
import { SettingsLayout } from "#components/settings/settings-layout.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { Panel, PanelHeader } from "#components/ui/panel.tsx";
import { renamePersonAction } from "../actions.ts";
import { settingsLinks } from "../links.ts";

export const metadata: Metadata = { title: "You" };

export default async function AccountPage({
  params,
}: {
  params: Promise<{ organization: string }>;
}) {
  const { organization: slug } = await params;
  const { organization, person } = await requireMember(slug);
  return (
    <ConsolePage
      crumbs={[
        { label: organization.name, href: `/o/${slug}` },
        { label: "Settings", href: `/o/${slug}/settings` },
        { label: "You" },
      ]}
    >
      <SettingsLayout links={settingsLinks(slug, "/account")}>
        <PageHead title="You" lede={`Signed in as ${person.email}.`} />
        <Panel aria-labelledby="h-you">
          <PanelHeader id="h-you" title="How others see you" />
          <NameForm
            name={person.name ?? ""}
            label="Your name"
            hint="It stands in the statements you approve, where the organization shows names. Your address never does."
            save={renamePersonAction.bind(null, slug)}
          />
        </Panel>
      </SettingsLayout>
    </ConsolePage>
  );
}
