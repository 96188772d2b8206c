import Link from "next/link";
import type { Standing, TargetView } from "#lib/services/campaigns/index.ts";
import { Panel, PanelHeader, Row, Rows } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { Badge, Count } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { CampaignStatus } from "./campaign-status.tsx";
import { OwnershipStatus } from "./ownership-status.tsx";
import { RateText } from "./rate-text.tsx";

export interface TargetRow {
  readonly target: TargetView;
  /** What the newest report says. */
  readonly standing: Standing | undefined;
  readonly nextAt: Date | null;
}

/** Agents under test. `base` is the address of campaigns. */
export function TargetsList({ rows, base }: { rows: readonly TargetRow[]; base: string }) {
  return (
    <Panel aria-labelledby="h-targets">
      <PanelHeader id="h-targets" title="Targets" beside={<Count value={rows.length} />}>
        <span className="max-narrow:hidden">Rate: attacks that broke through, 95 % interval</span>
      </PanelHeader>
      <Rows>
        {rows.map((row) => (
          <TargetLine key={row.target.id} row={row} base={base} />
        ))}
      </Rows>
    </Panel>
  );
}

function TargetLine({ row, base }: { row: TargetRow; base: string }) {
  const { target, standing, nextAt } = row;
  const { lastCampaign: last, ownership } = target;
  return (
    <Row className="grid-cols-[minmax(0,1fr)_160px_150px] max-narrow:grid-cols-1 max-narrow:gap-y-1.5">
      <div className="min-w-0">
        <RowLink href={`${base}/targets/${target.id}`}>{target.name}</RowLink>
        <div className="meta">
          <span>{target.kind}</span>
          <span className="break-all">{target.origin}</span>
          {target.archivedAt !== null && (
            <span>
              <Badge>Archived</Badge>
            </span>
          )}
          {target.archivedAt === null && ownership.state !== "proven" && (
            <span>
              <OwnershipStatus state={ownership.state} />
            </span>
          )}
          {nextAt !== null && ownership.state === "proven" && (
            <span>
              Next <Time at={nextAt.toISOString()} />
            </span>
          )}
        </div>
      </div>
      {last === null ? (
        <span className="text-fg-subtle text-xs">Not attacked yet</span>
      ) : (
        <div className="grid gap-0.5 text-xs">
          <CampaignStatus campaign={last} />
          <span className="text-fg-subtle">
            <Link href={`${base}/${last.id}`} className="link">
              Campaign {last.number}
            </Link>{" "}
            <Time at={last.createdAt.toISOString()} />
          </span>
        </div>
      )}
      <div className="grid gap-0.5 text-sm">
        {standing && (
          <>
            <RateText rate={standing.rate} />
            <span className="text-fg-subtle text-xs">{holes(standing.holes)}</span>
          </>
        )}
      </div>
    </Row>
  );
}

function holes(count: number): string {
  if (count === 0) return "All categories tested";
  return count === 1 ? "1 category not tested" : `${count} categories not tested`;
}
