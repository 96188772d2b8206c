import { type RunningRow, RunningRunRow } from "../runs/run-row.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Panel, PanelHeader, Rows } from "../ui/panel.tsx";
import { MoreLink } from "../ui/row-link.tsx";
import { Count } from "../ui/status.tsx";

export function InProgress({
  runs,
  allHref,
  cancel,
}: {
  runs: readonly RunningRow[];
  allHref: string;
  cancel?: FormAction | undefined;
}) {
  return (
    <Panel aria-labelledby="h-runs">
      <PanelHeader id="h-runs" title="In progress" beside={<Count value={runs.length} />}>
        <MoreLink href={allHref}>All runs</MoreLink>
      </PanelHeader>
      <Rows>
        {runs.map((run) => (
          <RunningRunRow key={run.id} run={run} cancel={cancel} />
        ))}
      </Rows>
    </Panel>
  );
}
