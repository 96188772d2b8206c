import { CircleUserRound } from "lucide-react";
import type { Severity } from "#lib/base/index.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Keys } from "../ui/kbd.tsx";
import { Panel, PanelHeader, Row, Rows } from "../ui/panel.tsx";
import { MoveHint, RowLink } from "../ui/row-link.tsx";
import { Count, SeverityBars, Status } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";

export interface NeedRow {
  id: string;
  href: string;
  /** "Approve: run the label renderer without a shell". */
  title: string;
  /** The word on the button: "Review". */
  verb: string;
  severity?: Severity | undefined;
  facts: readonly string[];
  /** "19 h left", where a clock runs; else `at` is shown. */
  deadline?: string | undefined;
  at: string;
}

/** Only the first row has the ember button: one in view at most. */
export function NeedsPerson({ rows }: { rows: readonly NeedRow[] }) {
  return (
    <Panel aria-labelledby="h-need" className="border-ember-line">
      <PanelHeader id="h-need" title="Needs a person" beside={<Count value={rows.length} person />}>
        <MoveHint>
          Move <Keys keys={["J", "K"]} /> open <Keys keys={["↵"]} />
        </MoveHint>
      </PanelHeader>
      <Rows>
        {rows.map((row, index) => (
          <Row
            key={row.id}
            className="grid-cols-[20px_minmax(0,1fr)_auto_76px] max-narrow:grid-cols-[20px_minmax(0,1fr)_auto] max-narrow:gap-x-2.5 max-narrow:gap-y-2.5"
          >
            <CircleUserRound
              aria-hidden="true"
              className="mx-auto text-ember max-narrow:mt-0.5 max-narrow:self-start"
            />
            <div className="min-w-0 max-narrow:col-span-2">
              <RowLink href={row.href}>{row.title}</RowLink>
              <div className="meta">
                {row.severity && (
                  <span>
                    <SeverityBars severity={row.severity} />
                  </span>
                )}
                {row.facts.map((fact) => (
                  <span key={fact}>{fact}</span>
                ))}
              </div>
            </div>
            <div className="text-right text-fg-subtle text-xs max-narrow:col-start-2 max-narrow:text-left">
              {row.deadline ? <Status kind="clock">{row.deadline}</Status> : <Time at={row.at} />}
            </div>
            <ButtonLink
              href={row.href}
              size="sm"
              variant={index === 0 ? "ember" : "secondary"}
              aria-label={`${row.verb}: ${row.title}`}
            >
              {row.verb}
            </ButtonLink>
          </Row>
        ))}
      </Rows>
    </Panel>
  );
}
