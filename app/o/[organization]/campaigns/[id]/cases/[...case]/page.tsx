import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { requireMember } from "#app/_server/current.ts";
import type { Query } from "#app/_server/query.ts";
import { NeighbourLinks } from "#components/campaigns/neighbour-links.tsx";
import { referenceHref } from "#components/campaigns/reference-links.ts";
import { TranscriptView } from "#components/campaigns/transcript.tsx";
import { VerdictStatus } from "#components/campaigns/verdict-status.tsx";
import { ConsolePage } from "#components/shell/page.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { type Fact, FactsList, Panel, PanelHeader } from "#components/ui/panel.tsx";
import { SeverityBars } from "#components/ui/status.tsx";
import { VisibleText } from "#components/ui/visible-text.tsx";
import { may } from "#lib/services/audit/index.ts";
import {
  type CaseDetail,
  readCampaign,
  readCase,
  readNeighbours,
  readTarget,
} from "#lib/services/campaigns/index.ts";
import { makeFindingAction } from "../../../actions.ts";
import { caseFilter, filterQuery } from "../filters.ts";

interface Props {
  params: Promise<{ organization: string; id: string; case: string[] }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { case: parts } = await params;
  return { title: parts.map(decodeURIComponent).join("/") };
}

export default async function CasePage({ params, searchParams }: Props) {
  const [{ organization: slug, id, case: parts }, query] = await Promise.all([
    params,
    searchParams,
  ]);
  const { organization, role } = await requireMember(slug);
  const caseId = parts.map(decodeURIComponent).join("/");
  const [campaign, read] = await Promise.all([
    readCampaign(organization.id, id),
    readCase(organization.id, id, caseId),
  ]);
  if (campaign === null || read === null) notFound();
  const filter = caseFilter(query);
  const [neighbours, target] = await Promise.all([
    readNeighbours(organization.id, id, read.position, filter),
    readTarget(organization.id, campaign.targetId),
  ]);
  const console = `/o/${slug}`;
  const base = `${console}/campaigns/${id}`;
  const hrefOf = (other: string | null) =>
    other === null ? null : `${base}/cases/${other}${filterQuery(filter)}`;
  const isBreach = read.verdict === "breach" && read.kind === "attack";
  const mayMake = isBreach && may(role, "campaign.make_finding") && target?.repository != null;
  return (
    <ConsolePage
      crumbs={[
        { label: "Campaigns", href: `${console}/campaigns` },
        { label: `${campaign.target}, ${campaign.number}`, href: base },
        { label: "Cases", href: `${base}/cases${filterQuery(filter)}` },
        { label: caseId },
      ]}
      bar={<NeighbourLinks previous={hrefOf(neighbours.previous)} next={hrefOf(neighbours.next)} />}
    >
      <header className="grid gap-1">
        <p className="flex items-center gap-2.5">
          <VerdictStatus of={read} />
          <SeverityBars severity={read.severity} className="text-fg-muted text-xs" />
        </p>
        <div className="flex items-start gap-4 max-narrow:flex-col">
          <h1 className="flex-1 font-semibold text-xl">{read.title ?? read.seedId}</h1>
          {read.findingId !== null ? (
            <ButtonLink href={`${console}/findings/${read.findingId}`}>See the finding</ButtonLink>
          ) : (
            mayMake && (
              <ActionButton
                action={makeFindingAction.bind(null, slug)}
                values={{ campaignId: id, caseId }}
                working="Making…"
                variant="primary"
              >
                Make a finding
              </ActionButton>
            )
          )}
        </div>
        {read.reason && (
          <p className="text-base">
            <VisibleText text={read.reason} />
          </p>
        )}
      </header>
      <div className="grid grid-cols-[minmax(0,1fr)_340px] items-start gap-6 max-rail:grid-cols-1">
        <div className="grid min-w-0 gap-6">
          <EvidencePanel read={read} />
          {read.transcript === null ? (
            <p className="text-fg-muted">
              Transcripts are kept of breaches, of what could not be judged, and of the first
              attempt of each attack that was resisted. This one was not kept.
            </p>
          ) : (
            <TranscriptView
              transcript={read.transcript}
              evidence={read.evidence}
              isCut={read.transcriptCut}
            />
          )}
        </div>
        <Panel aria-labelledby="h-facts">
          <PanelHeader id="h-facts" title="Facts" />
          <FactsList look="side" className="px-4 py-2.5" facts={factsOf(read)} />
        </Panel>
      </div>
    </ConsolePage>
  );
}

function EvidencePanel({ read }: { read: CaseDetail }) {
  if (read.evidence.length === 0 && read.needsReview === null) return null;
  return (
    <Panel aria-labelledby="h-evidence">
      <PanelHeader id="h-evidence" title="What was seen" />
      <ul className="divide-y divide-line">
        {read.evidence.map(({ says, event, decoded, grader }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: evidence never changes, and two may be alike
          <li key={index} className="px-4 py-2.5">
            {says}
            <p className="meta">
              <span>{grader.replace("_", " ")}</span>
              {decoded.length > 0 && <span>hidden by {decoded.join(", then ")}</span>}
              {event !== null && read.transcript !== null && (
                <span>
                  <a href={`#event-${event}`} className="link">
                    See it
                  </a>
                </span>
              )}
            </p>
          </li>
        ))}
        {read.needsReview !== null && (
          <li className="px-4 py-2.5">
            <VisibleText text={read.needsReview} />
            <p className="meta">
              <span>the judge asks a person to look; it decides nothing</span>
            </p>
          </li>
        )}
      </ul>
    </Panel>
  );
}

function factsOf(read: CaseDetail): Fact[] {
  return [
    { label: "Case", value: <span className="break-all font-mono">{read.caseId}</span> },
    {
      label: "Ids",
      value: [read.category, ...read.also].map((id) => (
        <Link
          key={id}
          href={referenceHref(id)}
          className="link mr-2 inline-block whitespace-nowrap font-mono"
        >
          {id}
        </Link>
      )),
    },
    { label: "Variant", value: read.variant },
    ...(read.confirmed === null
      ? []
      : [{ label: "Second run", value: read.confirmed ? "Breached as well" : "Did not breach" }]),
    { label: "Requests", value: read.requests.toLocaleString("en") },
    {
      label: "Tokens",
      value: `${read.inputTokens.toLocaleString("en")} in, ${read.outputTokens.toLocaleString("en")} out`,
    },
    { label: "Took", value: `${read.wallClockMs.toLocaleString("en")} ms` },
    ...(read.about === null ? [] : [{ label: "Attack", value: read.about }]),
    ...(read.remediation === null ? [] : [{ label: "To change", value: read.remediation }]),
  ];
}
