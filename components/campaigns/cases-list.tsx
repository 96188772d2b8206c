import type { CaseView } from "#lib/services/campaigns/index.ts";
import { Panel, PanelHeader, Row, Rows } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { SeverityBars } from "../ui/status.tsx";
import { VerdictStatus } from "./verdict-status.tsx";

/** Cases in the order of the plan. `base` is the campaign's address, `query` keeps the filters. */
export function CasesList({
  cases,
  base,
  query,
}: {
  cases: readonly CaseView[];
  base: string;
  query: string;
}) {
  return (
    <Panel aria-labelledby="h-cases">
      <PanelHeader id="h-cases" title="Cases" />
      <Rows>
        {cases.map((each) => (
          <Row
            key={each.caseId}
            className="grid-cols-[104px_minmax(0,1fr)_84px] max-narrow:grid-cols-[minmax(0,1fr)_auto] max-narrow:gap-y-1"
          >
            <VerdictStatus of={each} />
            <div className="min-w-0 max-narrow:order-first max-narrow:col-span-2">
              <RowLink href={`${base}/cases/${each.caseId}${query}`}>
                {each.kind === "benign" ? "Ordinary task: " : ""}
                {each.title ?? each.seedId}
              </RowLink>
              <div className="meta">
                <span className="font-mono">{each.caseId}</span>
                {each.reason && <span>{each.reason}</span>}
                {each.needsReview && <span>A person should look</span>}
              </div>
            </div>
            <SeverityBars severity={each.severity} className="text-fg-muted text-xs" />
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}
