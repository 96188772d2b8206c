import Link from "next/link";
import { RunStatus } from "#components/runs/run-status.tsx";
import { Panel, PanelHeader } from "#components/ui/panel.tsx";
import type { RelatedRun, RunDetail } from "#lib/services/runs/index.ts";

/** The other tries at the same finding, each with what it is to this one and the two side by side. */
export function OtherTries({
  base,
  run,
  others,
}: {
  base: string;
  run: RunDetail;
  others: readonly RelatedRun[];
}) {
  if (others.length === 0) return null;
  return (
    <Panel aria-labelledby="h-tries">
      <PanelHeader id="h-tries" title="Other tries" />
      <ul className="divide-y divide-line">
        {others.map((other) => (
          <li key={other.id} className="grid gap-1 px-4 py-2.5 text-xs">
            <span className="flex flex-wrap items-center gap-x-2.5">
              <span>
                {relation(run, other)}
                <Link href={`${base}/runs/${other.id}`} className="link font-medium">
                  Run {other.number}
                </Link>
              </span>
              <RunStatus state={other.state} />
            </span>
            <Link href={`${base}/runs/${run.id}/compare/${other.id}`} className="link w-fit">
              Compare with Run {other.number}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function relation(run: RunDetail, other: RelatedRun): string {
  if (run.retryOf === other.id) return "Another try of ";
  return other.retryOf === run.id ? "Tried again: " : "";
}
