import type { Metadata } from "next";
import { requireMember } from "#app/_server/current.ts";
import { ExportPanel } from "#components/settings/export-panel.tsx";
import { may } from "#lib/services/audit/index.ts";
import { summarizeExport } from "#lib/services/export/index.ts";
import { SettingsPage } from "../settings-page.tsx";

export const metadata: Metadata = { title: "Data" };

export default async function DataPage({ params }: { params: Promise<{ organization: string }> }) {
  const { organization: slug } = await params;
  const { organization, role } = await requireMember(slug);
  const base = `/o/${slug}`;
  return (
    <SettingsPage
      organization={organization}
      path="/data"
      lede="What proves your signed fixes and reports is yours, and needs nothing of ours."
    >
      <ExportPanel
        slug={slug}
        href={`${base}/settings/data/export.tar.gz`}
        holds={await summarizeExport(organization.id)}
        disabled={!may(role, "provenance.export")}
      />
    </SettingsPage>
  );
}
