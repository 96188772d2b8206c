import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { requireMember } from "#app/_server/current.ts";
import { CampaignStatus } from "#components/campaigns/campaign-status.tsx";
import { CancelCampaign } from "#components/campaigns/cancel-campaign.tsx";
import { CategoryTable } from "#components/campaigns/category-table.tsx";
import { ExportMenu } from "#components/campaigns/export-menu.tsx";
import { GatePanel } from "#components/campaigns/gate-panel.tsx";
import { ProgressPanel } from "#components/campaigns/progress-panel.tsx";
import { ReportSigned } from "#components/campaigns/report-signature.tsx";
import { SignReport } from "#components/campaigns/sign-report.tsx";
import { Tiles } from "#components/campaigns/tiles.tsx";
import { Live } from "#components/runs/live.tsx";
import { ConsolePage } from "#components/shell/page.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { Badge } from "#components/ui/status.tsx";
import { Time } from "#components/ui/time.tsx";
import { VisibleText } from "#components/ui/visible-text.tsx";
import { may } from "#lib/services/audit/index.ts";
import {
  type CampaignDetail,
  listCases,
  type Report,
  type ReportSignature,
  readCampaign,
  readReportSignature,
  readTarget,
} from "#lib/services/campaigns/index.ts";
import {
  cancelCampaignAction,
  makeFindingAction,
  runAgainAction,
  signReportAction,
} from "../actions.ts";
import { Breaches } from "./breaches.tsx";
import { factsOf } from "./facts.ts";

interface Props {
  params: Promise<{ organization: string; id: string }>;
}

/** As many breaches as a report can make findings of on one page. */
const mostBreaches = 500;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization: slug, id } = await params;
  const { organization } = await requireMember(slug);
  const campaign = await readCampaign(organization.id, id);
  return { title: campaign ? `${campaign.target}, campaign ${campaign.number}` : "Not found" };
}

export default async function CampaignPage({ params }: Props) {
  const { organization: slug, id } = await params;
  const { organization, role } = await requireMember(slug);
  const campaign = await readCampaign(organization.id, id);
  if (campaign === null) notFound();
  const base = `/o/${slug}/campaigns`;
  const own = `${base}/${id}`;
  const { report } = campaign;
  const underWay = campaign.endedAt === null;
  const [target, signature] = await Promise.all([
    readTarget(organization.id, campaign.targetId),
    readReportSignature(organization.id, id),
  ]);
  const mayMake = may(role, "campaign.make_finding") && target?.repository != null;
  return (
    <ConsolePage
      crumbs={[
        { label: "Campaigns", href: base },
        { label: campaign.target, href: `${base}/targets/${campaign.targetId}` },
        { label: String(campaign.number) },
      ]}
      bar={
        underWay ? (
          <Live href={`${own}/events`} />
        ) : (
          <>
            {report && <ExportMenu base={own} />}
            {may(role, "campaign.start") && (
              <ActionButton
                action={runAgainAction.bind(null, slug)}
                values={{ campaignId: id }}
                working="Starting…"
                size="sm"
              >
                Run again
              </ActionButton>
            )}
          </>
        )
      }
    >
      <Head campaign={campaign} own={own} signature={signature}>
        {campaign.reportSha256 !== null && signature === null && may(role, "campaign.sign") && (
          <SignReport
            campaignId={id}
            reportSha256={campaign.reportSha256}
            sign={signReportAction.bind(null, slug)}
          />
        )}
        {underWay && !campaign.cancelRequested && may(role, "campaign.cancel") && (
          <CancelCampaign
            campaignId={id}
            target={campaign.target}
            cancel={cancelCampaignAction.bind(null, slug)}
          />
        )}
      </Head>
      {underWay && campaign.cancelRequested && (
        <p role="status" className="text-fg-muted">
          A person asked for it to stop. The attempts that are under way end first.
        </p>
      )}
      {campaign.outcome && (
        <p role="status" className="text-base">
          <VisibleText text={campaign.outcome} />
        </p>
      )}
      {underWay && <ProgressPanel campaign={campaign} />}
      {report && (
        <>
          <GatePanel gate={report.gate} />
          <Categories report={report} declareHref={`${base}/targets/${campaign.targetId}`} />
          <Tiles report={report} floor={campaign.policy.min_utility} />
          <Breaches
            report={report}
            campaignId={id}
            base={own}
            findings={await findingsOf(organization.id, id)}
            make={mayMake ? makeFindingAction.bind(null, slug) : undefined}
          />
        </>
      )}
    </ConsolePage>
  );
}

function Head({
  campaign,
  own,
  signature,
  children,
}: {
  campaign: CampaignDetail;
  own: string;
  signature: ReportSignature | null;
  children: React.ReactNode;
}) {
  return (
    <header className="grid gap-1">
      <p className="flex flex-wrap items-center gap-2.5">
        <CampaignStatus campaign={campaign} />
        <Badge>{campaign.profile}</Badge>
        <span className="text-fg-subtle text-xs">
          <Time at={campaign.createdAt.toISOString()} />
        </span>
        {signature && <ReportSigned campaignId={campaign.id} signature={signature} />}
      </p>
      <div className="flex items-start gap-4 max-narrow:flex-col">
        <h1 className="flex-1 font-semibold text-xl">
          {campaign.target}, campaign {campaign.number}
        </h1>
        <div className="flex flex-wrap gap-2">
          {campaign.report && (
            <>
              {campaign.baseline && (
                <ButtonLink href={`${own}/compare`} size="sm" variant="ghost">
                  Compare with {campaign.baseline.number}
                </ButtonLink>
              )}
              <ButtonLink href={`${own}/summary`} size="sm" variant="ghost">
                Summary to print
              </ButtonLink>
            </>
          )}
          {children}
        </div>
      </div>
      <p className="meta text-sm">
        {factsOf(campaign).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
        <span>
          Seed <span className="font-mono text-xs">{campaign.seed}</span>
        </span>
        {campaign.suite && (
          <span>
            Suite <Digest value={campaign.suite} label="suite digest" />
          </span>
        )}
        <span>
          <Link href={`${own}/cases`} className="link">
            All cases
          </Link>
        </span>
      </p>
    </header>
  );
}

/** OWASP's two lists, each as a table of its own. */
function Categories({ report, declareHref }: { report: Report; declareHref: string }) {
  const of = (prefix: string) =>
    report.categories.filter(({ category }) => category.startsWith(prefix));
  return (
    <>
      <CategoryTable
        title="Attack success by category"
        list="OWASP Top 10 for LLM Applications, 2025"
        report={{ categories: of("LLM"), overall: report.overall }}
        declareHref={declareHref}
      />
      <CategoryTable
        title="Agents"
        list="OWASP Top 10 for Agentic Applications, 2026"
        report={{ categories: of("ASI"), overall: null }}
        declareHref={declareHref}
      />
    </>
  );
}

async function findingsOf(
  organizationId: string,
  campaignId: string,
): Promise<ReadonlyMap<string, string>> {
  const { cases } = await listCases(organizationId, campaignId, {
    verdict: "breach",
    limit: mostBreaches,
  });
  return new Map(
    cases.flatMap(({ caseId, findingId }) => (findingId ? [[caseId, findingId] as const] : [])),
  );
}
