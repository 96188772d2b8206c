import type { Metadata } from "next";
import { requireMember } from "#app/_server/current.ts";
import { NameForm } from "#components/settings/name-form.tsx";
import { ToggleRow, type ToggleWords } from "#components/settings/toggle-row.tsx";
import { Panel, PanelHeader } from "#components/ui/panel.tsx";
import { may } from "#lib/services/audit/index.ts";
import { publicNamesAction, renameOrganizationAction, requireFactorAction } from "./actions.ts";
import { SettingsPage } from "./settings-page.tsx";

export const metadata: Metadata = { title: "Settings" };

const words = {
  namesOnPublicPages: {
    title: "Names on public pages",
    text: "Whether verification pages name repositories, rules and people, and show the patch. It counts for what is signed from now on; what is signed stays as it is.",
    turnOn: "Show names",
    turnOff: "Hide names",
  },
  requiresSecondFactor: {
    title: "Second factor for every member",
    text: "Whoever has no passkey and no authenticator app can do nothing here until they add one, nor can the API tokens they made. You need one yourself to turn this on.",
    turnOn: "Require it",
    turnOff: "Stop requiring it",
  },
} as const satisfies Record<string, ToggleWords>;

export default async function GeneralPage({
  params,
}: {
  params: Promise<{ organization: string }>;
}) {
  const { organization: slug } = await params;
  const { organization, role } = await requireMember(slug);
  const disabled = !may(role, "organization.update");
  return (
    <SettingsPage
      organization={organization}
      path=""
      lede={disabled ? "Changing these needs the role admin." : "What others see of you."}
    >
      <Panel aria-labelledby="h-general">
        <PanelHeader id="h-general" title={organization.name} />
        <NameForm
          name={organization.name}
          save={renameOrganizationAction.bind(null, slug)}
          disabled={disabled}
        />
        <ToggleRow
          words={words.namesOnPublicPages}
          name="namesOnPublicPages"
          on={organization.namesOnPublicPages}
          save={publicNamesAction.bind(null, slug)}
          disabled={disabled}
        />
        <ToggleRow
          words={words.requiresSecondFactor}
          name="requiresSecondFactor"
          on={organization.requiresSecondFactor}
          save={requireFactorAction.bind(null, slug)}
          disabled={disabled}
        />
      </Panel>
    </SettingsPage>
  );
}
