import type { Metadata } from "next";
import { requireMember } from "#app/_server/current.ts";
import { NameForm } from "#components/settings/name-form.tsx";
import { SettingRow } from "#components/settings/setting-row.tsx";
import { SettingsLayout } from "#components/settings/settings-layout.tsx";
import { ToggleForm } from "#components/settings/toggle-form.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { Panel, PanelHeader } from "#components/ui/panel.tsx";
import { may } from "#lib/services/audit/index.ts";
import { publicNamesAction, renameOrganizationAction, requireFactorAction } from "./actions.ts";
import { settingsLinks } from "./links.ts";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage({
  params,
}: {
  params: Promise<{ organization: string }>;
}) {
  const { organization: slug } = await params;
  const { organization, role } = await requireMember(slug);
  const disabled = !may(role, "organization.update");
  return (
    <ConsolePage crumbs={[{ label: organization.name, href: `/o/${slug}` }, { label: "Settings" }]}>
      <SettingsLayout links={settingsLinks(slug, "")}>
        <PageHead
          title="General"
          lede={disabled ? "Changing these needs the role admin." : "What others see of you."}
        />
        <Panel aria-labelledby="h-general">
          <PanelHeader id="h-general" title={organization.name} />
          <NameForm
            name={organization.name}
            save={renameOrganizationAction.bind(null, slug)}
            disabled={disabled}
          />
          <SettingRow
            title="Names on public pages"
            text="Whether verification pages name repositories, rules and people, and show the patch. It counts for what is signed from now on; what is signed stays as it is."
          >
            <ToggleForm
              name="namesOnPublicPages"
              on={organization.namesOnPublicPages}
              save={publicNamesAction.bind(null, slug)}
              words={{ turnOn: "Show names", turnOff: "Hide names" }}
              disabled={disabled}
            />
          </SettingRow>
          <SettingRow
            title="Second factor for every member"
            text="Whoever has no passkey and no authenticator app can do nothing here until they add one, nor can the API tokens they made. You need one yourself to turn this on."
          >
            <ToggleForm
              name="requiresSecondFactor"
              on={organization.requiresSecondFactor}
              save={requireFactorAction.bind(null, slug)}
              words={{ turnOn: "Require it", turnOff: "Stop requiring it" }}
              disabled={disabled}
            />
          </SettingRow>
        </Panel>
      </SettingsLayout>
    </ConsolePage>
  );
}
