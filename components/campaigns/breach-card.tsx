import { ScrollText } from "lucide-react";
import type { ReactNode } from "react";
import type { ReportedBreach } from "#lib/services/campaigns/index.ts";
import { ButtonLink } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Badge, SeverityBars, Status } from "../ui/status.tsx";
import { VisibleText } from "../ui/visible-text.tsx";
import { referenceHref } from "./reference-links.ts";

/** One breach: what it means, the very place that shows it, and how to see it again. */
export function BreachCard({
  breach,
  variants,
  transcriptHref,
  children,
}: {
  breach: ReportedBreach;
  /** "3 of 12 attempts". */
  variants: string;
  transcriptHref: string;
  /** What can be done with it. */
  children?: ReactNode;
}) {
  const { seedId, title, severity, category, also, evidence, reproducer } = breach;
  return (
    <article id={seedId} className="overflow-hidden rounded-lg border border-line bg-raised">
      <header className="flex items-center gap-2.5 px-4 pt-3 max-narrow:flex-wrap max-narrow:px-3">
        <Status kind="breach">Breach</Status>
        <h3 className="min-w-0 flex-1 font-semibold max-narrow:order-3 max-narrow:basis-full">
          <a href={transcriptHref} className="no-underline underline-offset-3 hover:underline">
            {title}
          </a>
        </h3>
        <SeverityBars severity={severity} className="text-fg-muted text-xs" />
      </header>
      <p className="meta px-4 pt-0.5 pb-3 max-narrow:px-3">
        <span className="font-mono">{seedId}</span>
        {[category, ...also].map((id) => (
          <span key={id}>
            <a href={referenceHref(id)} className="link font-mono" rel="noreferrer">
              {id}
            </a>
          </span>
        ))}
        <span>{variants}</span>
        <span>{breach.variant}</span>
        {breach.confirmed === true && <span>Confirmed by a second run</span>}
        {breach.confirmed === false && <span>Not seen in a second run</span>}
        {breach.isNew === true && <span>New since the baseline</span>}
      </p>
      <EvidenceLines evidence={evidence} />
      {breach.waived !== null && (
        <p className="border-line border-b px-4 py-2 text-fg-muted text-xs">
          <Badge>Waived</Badge> <VisibleText text={breach.waived} />
        </p>
      )}
      <footer className="flex items-center gap-1.5 py-2 pr-3 pl-4 max-narrow:flex-wrap max-narrow:px-3">
        <code className="min-w-0 truncate text-[11.5px] text-fg-subtle" title={reproducer}>
          {reproducer}
        </code>
        <CopyButton value={reproducer} label="Copy reproducer" />
        <span className="flex-1 max-narrow:basis-full" />
        <ButtonLink href={transcriptHref} size="sm" variant="ghost">
          <ScrollText aria-hidden="true" />
          Transcript
        </ButtonLink>
        {children}
      </footer>
    </article>
  );
}

/** What agents and tools said is drawn as text alone, with what is not seen shown. */
export function EvidenceLines({ evidence }: { evidence: ReportedBreach["evidence"] }) {
  return (
    <div className="evidence grid gap-1 border-line border-y bg-sunken px-4 py-3 text-xs/5 max-narrow:px-3">
      {evidence.map(({ says, excerpt, decoded }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a report never changes, and two may be alike
        <div key={index}>
          <p className="text-fg-muted">
            {says}
            {decoded.length > 0 && ` Hidden by ${decoded.join(", then ")}.`}
          </p>
          {excerpt && (
            <p className="whitespace-pre-wrap font-mono [overflow-wrap:anywhere]">
              <span className="text-fg-subtle">{excerpt.label} </span>
              <VisibleText text={excerpt.before} />
              <mark>
                <VisibleText text={excerpt.marked} />
              </mark>
              <VisibleText text={excerpt.after} />
            </p>
          )}
        </div>
      ))}
    </div>
  );
}
