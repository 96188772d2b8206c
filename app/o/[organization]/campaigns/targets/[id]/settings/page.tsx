import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireMember } from "#app/_server/current.ts";
import { ArchiveTarget } from "#components/campaigns/archive-target.tsx";
import { CapsForm } from "#components/campaigns/caps-form.tsx";
import { PolicyForm } from "#components/campaigns/policy-form.tsx";
import { ScheduleForm } from "#components/campaigns/schedule-form.tsx";
import { Waivers } from "#components/campaigns/waivers.tsx";
import { SettingRow } from "#components/settings/setting-row.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { Panel, PanelHeader } from "#components/ui/panel.tsx";
import { may } from "#lib/services/audit/index.ts";
import { profileNames, readTarget } from "#lib/services/campaigns/index.ts";
import { archiveTargetAction } from "../../actions.ts";
import {
  addWaiverAction,
  capsAction,
  policyAction,
  removeWaiverAction,
  scheduleAction,
} from "../../policy-actions.ts";
import { policyValues } from "../../policy-form.ts";

export const metadata: Metadata = { title: "Policy and schedule" };

export default async function TargetSettingsPage({
  params,
}: {
  params: Promise<{ organization: string; id: string }>;
}) {
  const { organization: slug, id } = await params;
  const { organization, role } = await requireMember(slug);
  const target = await readTarget(organization.id, id);
  if (target === null || target.archivedAt !== null) notFound();
  const mayChange = may(role, "target.set_policy");
  const base = `/o/${slug}/campaigns`;
  return (
    <ConsolePage
      crumbs={[
        { label: "Campaigns", href: base },
        { label: target.name, href: `${base}/targets/${id}` },
        { label: "Policy and schedule" },
      ]}
    >
      <PageHead
        title="Policy and schedule"
        lede={`What a campaign against ${target.name} must keep to, and when it begins. A change holds from the next one on.`}
      />
      {!mayChange && (
        <p className="text-fg-muted">Changing any of it needs the role admin. Yours is {role}.</p>
      )}
      <fieldset disabled={!mayChange} className="grid min-w-0 gap-6">
        <legend className="sr-only">Policy and schedule</legend>
        <Panel aria-labelledby="h-schedule">
          <PanelHeader id="h-schedule" title="Schedule" />
          <ScheduleForm
            target={target}
            profiles={profileNames}
            save={scheduleAction.bind(null, slug)}
          />
        </Panel>
        <Panel aria-labelledby="h-policy">
          <PanelHeader id="h-policy" title="The gate" />
          <PolicyForm
            targetId={id}
            values={policyValues(target.policy)}
            save={policyAction.bind(null, slug)}
          />
        </Panel>
        <Panel aria-labelledby="h-waivers">
          <PanelHeader id="h-waivers" title="Accepted breaches" />
          <Waivers
            targetId={id}
            waivers={target.policy.waivers}
            today={new Date().toISOString().slice(0, 10)}
            add={addWaiverAction.bind(null, slug)}
            remove={removeWaiverAction.bind(null, slug)}
          />
        </Panel>
        <Panel aria-labelledby="h-caps">
          <PanelHeader id="h-caps" title="At most" />
          <CapsForm targetId={id} caps={target.caps} save={capsAction.bind(null, slug)} />
        </Panel>
      </fieldset>
      {may(role, "target.archive") && (
        <Panel aria-label="Archive">
          <SettingRow
            title="Archive the target"
            text="Its secrets are destroyed and nothing is sent to it any more. Its campaigns stay readable."
          >
            <ArchiveTarget
              targetId={id}
              name={target.name}
              archive={archiveTargetAction.bind(null, slug)}
            />
          </SettingRow>
        </Panel>
      )}
    </ConsolePage>
  );
}
