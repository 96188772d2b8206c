import type { Severity } from "#lib/base/index.ts";
import { Panel, Row, Rows } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { SeverityBars } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { type FixState, FixStatus } from "./fix-status.tsx";

export interface FixRow {
  id: string;
  href: string;
  title: string;
  /** Absent where the page is the repository's own. */
  repository?: string | undefined;
  /** The branch, or "#412" where there is a pull request. */
  review: string;
  severity: Severity;
  state: FixState;
  voided: boolean;
  /** A draft that waits for the repository's own CI. */
  waitsForCi: boolean;
  /** "7 passed, 1 not run". */
  validation: string;
  at: string;
}

export function FixesList({ fixes }: { fixes: readonly FixRow[] }) {
  return (
    <Panel aria-label="Fixes">
      <Rows>
        {fixes.map((fix) => (
          <Row
            key={fix.id}
            className="grid-cols-[minmax(0,1fr)_160px_84px] max-narrow:grid-cols-[minmax(0,1fr)_auto] max-narrow:gap-y-1.5"
          >
            <div className="min-w-0 max-narrow:col-span-2">
              <RowLink href={fix.href}>{fix.title}</RowLink>
              <div className="meta">
                {fix.repository && <span>{fix.repository}</span>}
                <span className="break-all">{fix.review}</span>
                <span>
                  <SeverityBars severity={fix.severity} />
                </span>
                <span>{fix.validation}</span>
              </div>
            </div>
            <FixStatus state={fix.state} voided={fix.voided} waitsForCi={fix.waitsForCi} />
            <Time at={fix.at} className="text-right text-fg-subtle text-xs" />
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}
