import type { FormAction } from "../ui/form-state.ts";
import { Row } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { CancelRun } from "./cancel-run.tsx";
import { Elapsed } from "./elapsed.tsx";
import { StepBars, type StepView } from "./step-bars.tsx";

export interface RunningRow {
  id: string;
  href: string;
  title: string;
  facts: readonly string[];
  steps: readonly StepView[];
  /** The step it is in: its name, and what it is doing there. */
  now: { name: string; detail?: string | undefined };
  startedAt: string;
}

export function RunningRunRow({
  run,
  cancel,
}: {
  run: RunningRow;
  /** Absent for those who may not cancel. */
  cancel?: FormAction | undefined;
}) {
  return (
    <Row className="min-h-14 grid-cols-[minmax(0,1.25fr)_148px_minmax(0,1fr)_48px_28px] max-rail:grid-cols-[minmax(0,1fr)_148px_48px_28px] max-narrow:grid-cols-[minmax(0,1fr)_auto_36px] max-narrow:gap-x-2 max-narrow:gap-y-2">
      <div className="min-w-0">
        <RowLink href={run.href}>{run.title}</RowLink>
        <div className="meta">
          {run.facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </div>
      </div>
      <StepBars steps={run.steps} className="max-narrow:order-5 max-narrow:col-span-full" />
      <p
        aria-live="polite"
        className="text-fg-subtle text-xs max-rail:order-9 max-rail:col-span-full max-rail:mt-1"
      >
        <span className="mr-1 font-medium text-fg">{run.now.name}</span> {run.now.detail}
      </p>
      <Elapsed
        since={run.startedAt}
        className="text-right text-fg-muted text-xs max-narrow:order-2"
      />
      {cancel && (
        <span className="max-narrow:order-3">
          <CancelRun runId={run.id} title={run.title} cancel={cancel} />
        </span>
      )}
    </Row>
  );
}
