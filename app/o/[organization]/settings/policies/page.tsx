import type { Metadata } from "next";
import { publicAddress } from "#app/_server/address.ts";
import { requireMember } from "#app/_server/current.ts";
import { BudgetForm } from "#components/settings/budget-form.tsx";
import { GitlabSarifJob } from "#components/settings/gitlab-sarif-job.tsx";
import { QuietHoursForm } from "#components/settings/quiet-hours-form.tsx";
import { SettingRow } from "#components/settings/setting-row.tsx";
import { SettingsLayout } from "#components/settings/settings-layout.tsx";
import { ToggleForm } from "#components/settings/toggle-form.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { Panel, PanelHeader } from "#components/ui/panel.tsx";
import { may } from "#lib/services/audit/index.ts";
import { getFixPolicy } from "#lib/services/organizations/index.ts";
import { settingsLinks } from "../links.ts";
import {
  approvalOnForgeAction,
  budgetAction,
  fourEyesAction,
  proofBesideCodeAction,
  quietHoursAction,
  uploadSarifAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage({
  params,
}: {
  params: Promise<{ organization: string }>;
}) {
  const { organization: slug } = await params;
  const { organization, role } = await requireMember(slug);
  const policy = await getFixPolicy(organization.id);
  const disabled = !may(role, "organization.update");
  const base = `/o/${slug}`;
  return (
    <ConsolePage
      crumbs={[
        { label: organization.name, href: base },
        { label: "Settings", href: `${base}/settings` },
        { label: "Policies" },
      ]}
    >
      <SettingsLayout links={settingsLinks(slug, "/policies")}>
        <PageHead
          title="Policies"
          lede={
            disabled
              ? "Changing these needs the role admin."
              : "Who may approve, and how many reviews come when."
          }
        />
        <Panel aria-labelledby="h-approval">
          <PanelHeader id="h-approval" title="Approval" />
          <SettingRow
            title="Four eyes"
            text="Whoever started a run may not approve its fix. The policy in force stands in the signed statement."
          >
            <ToggleForm
              name="fourEyes"
              on={policy.fourEyes}
              save={fourEyesAction.bind(null, slug)}
              words={{ turnOn: "Ask for four eyes", turnOff: "Let one person do both" }}
              disabled={disabled}
            />
          </SettingRow>
          <SettingRow
            title="Approval on the forge"
            text="A review approved on GitHub or GitLab counts as an approval here, when the account there is linked to a member who may approve. Etna reads it from the forge itself."
          >
            <ToggleForm
              name="approvalOnForge"
              on={policy.approvalOnForge}
              save={approvalOnForgeAction.bind(null, slug)}
              words={{ turnOn: "Let it count", turnOff: "Approve here alone" }}
              disabled={disabled}
            />
          </SettingRow>
        </Panel>
        <Panel aria-labelledby="h-proof">
          <PanelHeader id="h-proof" title="Proof" />
          <SettingRow
            title="Keep the proof beside the code"
            text="When a signed fix is merged, Etna opens one more review, which adds .etna/fixes/<id>/ and nothing else: what anyone needs to check it without Etna. Merging that is yours to do. The approved branch is not touched."
          >
            <ToggleForm
              name="proofBesideCode"
              on={policy.proofBesideCode}
              save={proofBesideCodeAction.bind(null, slug)}
              words={{ turnOn: "Offer it after each merge", turnOff: "Keep it here" }}
              disabled={disabled}
            />
          </SettingRow>
        </Panel>
        <Panel aria-labelledby="h-out">
          <PanelHeader id="h-out" title="Findings on the forge" />
          <SettingRow
            title="Hand findings to GitHub"
            text="After each scan Etna uploads the open findings of its own rules to GitHub’s code scanning, as SARIF. The connection needs the permission security_events: write."
          >
            <ToggleForm
              name="uploadSarif"
              on={policy.uploadSarif}
              save={uploadSarifAction.bind(null, slug)}
              words={{ turnOn: "Upload after each scan", turnOff: "Keep them here" }}
              disabled={disabled}
            />
          </SettingRow>
          <GitlabSarifJob api={publicAddress("/api/v1")} />
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
      </SettingsLayout>
    </ConsolePage>
  );
}
