import type { Metadata } from "next";
import { publicAddress } from "#app/_server/address.ts";
import { requireMember } from "#app/_server/current.ts";
import { BudgetForm } from "#components/settings/budget-form.tsx";
import { DueDaysForm } from "#components/settings/due-days-form.tsx";
import { GitlabSarifJob } from "#components/settings/gitlab-sarif-job.tsx";
import { QuietHoursForm } from "#components/settings/quiet-hours-form.tsx";
import { SettingRow } from "#components/settings/setting-row.tsx";
import { ToggleRow } from "#components/settings/toggle-row.tsx";
import { Panel, PanelHeader } from "#components/ui/panel.tsx";
import { may } from "#lib/services/audit/index.ts";
import { getDueDays, getFixPolicy } from "#lib/services/organizations/index.ts";
import { SettingsPage } from "../settings-page.tsx";
import { budgetAction, dueDaysAction, quietHoursAction, switchPolicyAction } from "./actions.ts";
import { type PolicySwitch, switchWords } from "./switches.ts";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage({
  params,
}: {
  params: Promise<{ organization: string }>;
}) {
  const { organization: slug } = await params;
  const { organization, role } = await requireMember(slug);
  const [policy, dueDays] = await Promise.all([
    getFixPolicy(organization.id),
    getDueDays(organization.id),
  ]);
  const disabled = !may(role, "organization.update");
  const toggle = (name: PolicySwitch) => (
    <ToggleRow
      words={switchWords[name]}
      name={name}
      on={policy[name]}
      save={switchPolicyAction.bind(null, slug)}
      disabled={disabled}
    />
  );
  return (
    <SettingsPage
      organization={organization}
      path="/policies"
      lede={
        disabled
          ? "Changing these needs the role admin."
          : "Who may approve, when scans begin, and how many reviews come when."
      }
    >
      <Panel aria-labelledby="h-approval">
        <PanelHeader id="h-approval" title="Approval" />
        {toggle("fourEyes")}
        {toggle("signedApprovals")}
        {toggle("approvalOnForge")}
      </Panel>
      <Panel aria-labelledby="h-proof">
        <PanelHeader id="h-proof" title="Proof" />
        {toggle("proofBesideCode")}
      </Panel>
      <Panel aria-labelledby="h-scans">
        <PanelHeader id="h-scans" title="Scans and fixes by themselves" />
        {toggle("fixByItself")}
        {toggle("scanOnPush")}
        {toggle("scanDaily")}
      </Panel>
      <Panel aria-labelledby="h-out">
        <PanelHeader id="h-out" title="Findings on the forge" />
        {toggle("uploadSarif")}
        <GitlabSarifJob api={publicAddress("/api/v1")} />
      </Panel>
      <Panel aria-labelledby="h-deadlines">
        <PanelHeader id="h-deadlines" title="Deadlines" />
        <SettingRow
          title="Days to fix a finding, by severity"
          text="The clock runs from when a finding was first seen, and a snooze does not stop it. It ends when the finding is fixed or ignored, or its fix is rejected. Leave a field empty for no deadline."
        >
          <DueDaysForm days={dueDays} save={dueDaysAction.bind(null, slug)} disabled={disabled} />
        </SettingRow>
      </Panel>
      <Panel aria-labelledby="h-noise">
        <PanelHeader id="h-noise" title="Noise" />
        <SettingRow
          title="Fixes that wait in one repository"
          text="Beyond this number Etna opens no further review there until one is decided."
        >
          <BudgetForm
            budget={policy.openFixBudget}
            save={budgetAction.bind(null, slug)}
            disabled={disabled}
          />
        </SettingRow>
        <SettingRow
          title="Quiet hours"
          text="Fixes that are asked for in these hours begin when they are over. Leave both times empty for none."
        >
          <QuietHoursForm
            hours={policy.quietHours ?? { from: "", to: "", timeZone: "UTC" }}
            save={quietHoursAction.bind(null, slug)}
            disabled={disabled}
          />
        </SettingRow>
      </Panel>
    </SettingsPage>
  );
}
