import { Wrench } from "lucide-react";
import type { Severity } from "#lib/base/index.ts";
import { cn } from "../ui/cn.ts";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, Row, Rows } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { SeverityBars } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { ChooseBox, Choosing } from "./choosing.tsx";
import { ChosenBar, type ChosenView } from "./chosen-bar.tsx";
import { Due, type DueClock } from "./due.tsx";
import { type FindingState, FindingStatus } from "./finding-status.tsx";

export interface FindingRow {
  id: string;
  href: string;
  title: string;
  severity: Severity;
  state: FindingState;
  repository: string;
  /** "src/labels/render.ts:14"; undefined for what a person asked for. */
  place?: string | undefined;
  /** "CWE-78". */
  weakness?: string | undefined;
  rule: string;
  /** The scanner that reported it, where it was not Etna. */
  detector?: string | undefined;
  /** A rule can write the fix. */
  fixable: boolean;
  /** A fix is proposed or signed, and not merged yet. */
  hasFix: boolean;
  firstSeenAt: string;
  /** Undefined where no clock runs. */
  due?: DueClock | undefined;
}

/** What may be decided about those that are chosen; undefined for whoever may decide nothing. */
export interface FindingsChoice {
  readonly view: ChosenView;
  readonly triage: FormAction;
}

export function FindingsList({
  findings,
  choice,
}: {
  findings: readonly FindingRow[];
  choice?: FindingsChoice | undefined;
}) {
  return (
    <Choosing ids={findings.map(({ id }) => id)}>
      <Panel aria-label="Findings">
        {choice && <ChosenBar {...choice} />}
        <Rows>
          {findings.map((finding) => (
            <FindingsRow key={finding.id} finding={finding} choosing={choice !== undefined} />
          ))}
        </Rows>
      </Panel>
    </Choosing>
  );
}

function FindingsRow({ finding, choosing }: { finding: FindingRow; choosing: boolean }) {
  const { due } = finding;
  return (
    <Row
      className={cn(
        "max-narrow:gap-y-1.5",
        choosing
          ? "grid-cols-[24px_84px_minmax(0,1fr)_104px_100px_76px] max-narrow:grid-cols-[24px_minmax(0,1fr)_auto] max-narrow:gap-x-2"
          : "grid-cols-[84px_minmax(0,1fr)_104px_100px_76px] max-narrow:grid-cols-[minmax(0,1fr)_auto]",
      )}
    >
      {choosing && (
        <span className="max-narrow:order-1 max-narrow:self-start">
          <ChooseBox id={finding.id} title={finding.title} />
        </span>
      )}
      <SeverityBars
        severity={finding.severity}
        className={cn(
          "text-fg-muted text-xs max-narrow:order-2",
          choosing && "max-narrow:col-start-2",
        )}
      />
      <div className="min-w-0 max-narrow:order-1 max-narrow:col-span-2">
        <RowLink href={finding.href}>{finding.title}</RowLink>
        <div className="meta">
          {due && (
            <span className="hidden max-narrow:inline">
              <Due due={due} />
            </span>
          )}
          <span>{finding.repository}</span>
          {finding.place ? (
            <span className="break-all font-mono text-[11.5px]">{finding.place}</span>
          ) : (
            <span>Asked for by a person</span>
          )}
          {finding.weakness && <span>{finding.weakness}</span>}
          {finding.detector && <span>{finding.detector}</span>}
          {(finding.hasFix || finding.fixable) && (
            <span>
              <Wrench aria-hidden="true" className="mr-1 inline size-3 align-[-1px]" />
              {finding.hasFix ? "has a fix" : "a rule can fix it"}
            </span>
          )}
        </div>
      </div>
      <span className="text-fg-subtle text-xs max-narrow:hidden">{due && <Due due={due} />}</span>
      <FindingStatus state={finding.state} className="max-narrow:order-3" />
      <Time
        at={finding.firstSeenAt}
        className="text-right text-fg-subtle text-xs max-narrow:hidden"
      />
    </Row>
  );
}
