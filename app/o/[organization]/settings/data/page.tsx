import type { Metadata } from "next";
import { requireMember } from "#app/_server/current.ts";
import { ExportPanel } from "#components/settings/export-panel.tsx";
import { SettingsLayout } from "#components/settings/settings-layout.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { may } from "#lib/services/audit/index.ts";
import { summarizeExport } from "#lib/services/export/index.ts";
import { settingsLinks } from "../links.ts";

export const metadata: Metadata = { title: "Data" };

export default async function DataPage({ params }: { params: Promise<{ organization: string }> }) {
  const { organization: slug } = await params;
  const { organization, role } = await requireMember(slug);
  const base = `/o/${slug}`;
  return (
    <ConsolePage
      crumbs={[
        { label: organization.name, href: base },
        { label: "Settings", href: `${base}/settings` },
        { label: "Data" },
      ]}
    >
      <SettingsLayout links={settingsLinks(slug, "/data")}>
        <PageHead
          title="Data"
          lede="What proves your signed fixes is yours, and needs nothing of ours."
        />
        <ExportPanel
          slug={slug}
          href={`${base}/settings/data/export.tar.gz`}
          holds={await summarizeExport(organization.id)}
          disabled={!may(role, "provenance.export")}
        />
      </SettingsLayout>
    </ConsolePage>
  );
}
