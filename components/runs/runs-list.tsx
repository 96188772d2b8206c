import { Panel, Row, Rows } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { Time } from "../ui/time.tsx";
import { Elapsed } from "./elapsed.tsx";
import { type RunState, RunStatus } from "./run-status.tsx";

export interface RunRow {
  id: string;
  href: string;
  title: string;
  facts: readonly string[];
  state: RunState;
  /** The last thing to say about it: "3 findings, 1 new", or why it failed. */
  outcome?: string | undefined;
  queuedAt: string;
  startedAt?: string | undefined;
  endedAt?: string | undefined;
}

export function RunsList({ runs }: { runs: readonly RunRow[] }) {
  return (
    <Panel aria-label="Runs">
      <Rows>
        {runs.map((run) => (
          <Row
            key={run.id}
            className="grid-cols-[minmax(0,1fr)_96px_64px_84px] max-narrow:grid-cols-[minmax(0,1fr)_auto] max-narrow:gap-y-1.5"
          >
            <div className="min-w-0 max-narrow:col-span-2">
              <RowLink href={run.href}>{run.title}</RowLink>
              <div className="meta">
                {run.facts.map((fact) => (
                  <span key={fact}>{fact}</span>
                ))}
                {run.outcome && <span>{run.outcome}</span>}
              </div>
            </div>
            <RunStatus state={run.state} />
            <span className="text-right text-fg-muted text-xs max-narrow:hidden">
              {run.startedAt && <Elapsed since={run.startedAt} until={run.endedAt} />}
            </span>
            <Time at={run.queuedAt} className="text-right text-fg-subtle text-xs" />
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}
