import { Wrench } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { publicAddress } from "#app/_server/address.ts";
import { requireMember } from "#app/_server/current.ts";
import { CodeExcerpt } from "#components/diff/code-excerpt.tsx";
import { Due } from "#components/findings/due.tsx";
import { FindingStatus } from "#components/findings/finding-status.tsx";
import { ModelOffer } from "#components/findings/model-offer.tsx";
import { Triage } from "#components/findings/triage.tsx";
import { WhyItMatters } from "#components/fixes/why-it-matters.tsx";
import { Markdown } from "#components/markdown/markdown.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { FactsList, Panel, PanelHeader } from "#components/ui/panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Badge, SeverityBars } from "#components/ui/status.tsx";
import { VisibleText } from "#components/ui/visible-text.tsx";
import { whatMayLeave } from "#lib/services/attempts/index.ts";
import { may } from "#lib/services/audit/index.ts";
import { describeRule, getFinding } from "#lib/services/findings/index.ts";
import { readChoice, scriptAddress } from "#lib/services/model-keys/index.ts";
import { whoFixes } from "#lib/services/runs/index.ts";
import { tryScriptAction } from "../../settings/model-keys/try-script.ts";
import { fixAction, triageAction } from "../actions.ts";
import { dueClock } from "../rows.ts";
import { factsOf } from "./facts.tsx";

interface Props {
  params: Promise<{ organization: string; id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization: slug, id } = await params;
  const { organization } = await requireMember(slug);
  return { title: (await getFinding(organization.id, id))?.title ?? "Not found" };
}

export default async function FindingPage({ params }: Props) {
  const { organization: slug, id } = await params;
  const { organization, role } = await requireMember(slug);
  const finding = await getFinding(organization.id, id);
  if (finding === null) notFound();
  const base = `/o/${slug}`;
  const own = finding.detector === null;
  const rule = own ? describeRule(finding.ruleId) : null;
  const open = finding.state === "open" || finding.state === "snoozed";
  const mayFix =
    open && finding.fixId === null && finding.joinedToId === null && may(role, "run.start");
  const fixer = whoFixes(finding);
  const due = dueClock(finding, Date.now());
  const mayChoose = may(role, "model.choose");
  return (
    <ConsolePage
      crumbs={[
        { label: "Findings", href: `${base}/findings` },
        { label: finding.repository, href: `${base}/findings?repository=${finding.repositoryId}` },
        { label: finding.task ? "Task" : `${finding.path}:${finding.startLine}` },
      ]}
      bar={
        <CopyButton value={publicAddress(`${base}/findings/${id}`)} label="Copy link">
          Copy link
        </CopyButton>
      }
    >
      <PageHead
        title={finding.title}
        lede={
          <span className="meta text-sm">
            <FindingStatus state={finding.state} />
            <SeverityBars severity={finding.severity} />
            {due && <Due due={due} />}
            {finding.cwe && (
              <span>
                <Badge>{finding.cwe}</Badge>
              </span>
            )}
            <Link href={`${base}/repositories/${finding.repositoryId}`} className="link">
              {finding.repository}
            </Link>
          </span>
        }
      >
        {finding.fixId && (
          <ButtonLink href={`${base}/fixes/${finding.fixId}`}>See the fix</ButtonLink>
        )}
        {may(role, "finding.triage") && finding.joinedToId === null && (
          <Triage findingId={id} state={finding.state} triage={triageAction.bind(null, slug)} />
        )}
        {mayFix && fixer === "rule" && (
          <ActionButton
            action={fixAction.bind(null, slug)}
            values={{ findingId: id }}
            variant="primary"
            working="Starting…"
          >
            <Wrench aria-hidden="true" />
            Propose a fix
          </ActionButton>
        )}
      </PageHead>
      <div className="grid grid-cols-[minmax(0,1fr)_340px] items-start gap-6 max-rail:grid-cols-1">
        <div className="grid min-w-0 gap-6">
          {finding.joinedToId && (
            <p role="status" className="text-base">
              A rule of Etna’s reports the same fault.{" "}
              <Link href={`${base}/findings/${finding.joinedToId}`} className="link">
                Decide and fix it there
              </Link>
              .
            </p>
          )}
          {mayFix && fixer === "model" && (
            <ModelOffer
              offer={{
                findingId: id,
                task: finding.task,
                chosen: await readChoice(organization.id, "fix"),
                bounds: whatMayLeave,
                settingsHref: mayChoose ? `${base}/settings/model-keys` : null,
              }}
              fix={fixAction.bind(null, slug)}
              tryScript={
                mayChoose && scriptAddress() !== null ? tryScriptAction.bind(null, slug) : null
              }
            />
          )}
          {finding.task ? (
            <section aria-labelledby="h-task" className="grid gap-2.5">
              <h2 id="h-task" className="font-semibold text-sm">
                What was asked for
              </h2>
              <p className="max-w-[70ch] whitespace-pre-wrap break-words text-base text-fg-muted">
                <VisibleText text={finding.message} />
              </p>
            </section>
          ) : rule !== null ? (
            <WhyItMatters text={<Prose text={rule.why} />}>
              <Prose text={finding.message} />
            </WhyItMatters>
          ) : (
            <WhyItMatters text={<Markdown text={finding.message} />}>
              {finding.ruleText && <Markdown text={finding.ruleText} />}
            </WhyItMatters>
          )}
          {finding.frame.lines.length > 0 && (
            <CodeExcerpt
              path={finding.path}
              lines={finding.frame.lines}
              firstLine={finding.frame.startLine}
              fault={{ from: finding.startLine, to: finding.endLine }}
            />
          )}
        </div>
        <Panel aria-labelledby="h-facts">
          <PanelHeader id="h-facts" title="Facts" />
          <FactsList look="side" className="px-4 py-2.5" facts={factsOf(base, finding)} />
        </Panel>
      </div>
    </ConsolePage>
  );
}
