import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { publicAddress } from "#app/_server/address.ts";
import { requireMember } from "#app/_server/current.ts";
import { Summary } from "#components/campaigns/summary.tsx";
import { ConsolePage } from "#components/shell/page.tsx";
import { PrintButton } from "#components/verify/print-button.tsx";
import { readCampaign, readReportSignature } from "#lib/services/campaigns/index.ts";
import { durationWords } from "../facts.ts";

export const metadata: Metadata = { title: "Summary of a campaign" };

export default async function SummaryPage({
  params,
}: {
  params: Promise<{ organization: string; id: string }>;
}) {
  const { organization: slug, id } = await params;
  const { organization } = await requireMember(slug);
  const campaign = await readCampaign(organization.id, id);
  if (campaign?.report == null || campaign.reportSha256 === null) notFound();
  const signature = await readReportSignature(organization.id, id);
  const { report, reportSha256, startedAt, endedAt } = campaign;
  return (
    <ConsolePage
      crumbs={[
        { label: "Campaigns", href: `/o/${slug}/campaigns` },
        {
          label: `${campaign.target}, ${campaign.number}`,
          href: `/o/${slug}/campaigns/${id}`,
        },
        { label: "Summary" },
      ]}
      bar={<PrintButton />}
    >
      <Summary
        organization={organization.name}
        number={campaign.number}
        report={report}
        reportSha256={reportSha256}
        signature={
          signature && {
            logIndex: signature.logIndex,
            signedAt: signature.signedAt.toISOString(),
            page: publicAddress(`/verify/${id}`),
          }
        }
        took={startedAt && endedAt ? durationWords(startedAt, endedAt) : null}
      />
    </ConsolePage>
  );
}
