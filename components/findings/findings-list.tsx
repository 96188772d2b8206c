import { Wrench } from "lucide-react";
import type { Severity } from "#lib/base/index.ts";
import { Panel, Row, Rows } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { SeverityBars } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
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
}

export function FindingsList({ findings }: { findings: readonly FindingRow[] }) {
  return (
    <Panel aria-label="Findings">
      <Rows>
        {findings.map((finding) => (
          <Row
            key={finding.id}
            className="grid-cols-[84px_minmax(0,1fr)_128px_84px] max-narrow:grid-cols-[minmax(0,1fr)_auto] max-narrow:gap-y-1.5"
          >
            <SeverityBars
              severity={finding.severity}
              className="text-fg-muted text-xs max-narrow:order-2"
            />
            <div className="min-w-0 max-narrow:order-1 max-narrow:col-span-2">
              <RowLink href={finding.href}>{finding.title}</RowLink>
              <div className="meta">
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
            <FindingStatus state={finding.state} className="max-narrow:order-3" />
            <Time
              at={finding.firstSeenAt}
              className="text-right text-fg-subtle text-xs max-narrow:hidden"
            />
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}
