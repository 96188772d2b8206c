import type { Report } from "#lib/services/campaigns/index.ts";
import { Panel } from "../ui/panel.tsx";
import { percent } from "./rate-words.ts";

/** What the attacks alone do not show: an agent that refuses everything resists every attack. */
export function Tiles({ report, floor }: { report: Report; floor: number }) {
  const { utility, cases } = report;
  const missed = utility.tried - utility.hits;
  const interval =
    utility.low === null || utility.high === null
      ? ""
      : `, ${percent(utility.low).slice(0, -2)}–${percent(utility.high)}`;
  const unjudged = cases.inconclusive + cases.error;
  return (
    <div className="grid grid-cols-3 gap-6 max-narrow:grid-cols-1 max-narrow:gap-4">
      <Tile
        id="h-utility"
        title="Still does its job"
        value={utility.share === null ? "–" : percent(utility.share)}
        text={
          utility.tried === 0
            ? "No ordinary task was tried."
            : `${utility.hits} of ${utility.tried} ordinary tasks${interval}. Floor ${percent(floor)}.`
        }
      />
      <Tile
        id="h-refused"
        title="Fails ordinary tasks"
        value={utility.share === null ? "–" : percent(1 - utility.share)}
        text={
          utility.tried === 0
            ? "No ordinary task was tried."
            : `${missed} of ${utility.tried} were refused or not done.`
        }
      />
      <Tile
        id="h-unjudged"
        title="Could not be judged"
        value={unjudged.toLocaleString("en")}
        text={`${cases.inconclusive} inconclusive, ${cases.error} errors. Neither passed nor failed.`}
      />
    </div>
  );
}

function Tile({
  id,
  title,
  value,
  text,
}: {
  id: string;
  title: string;
  value: string;
  text: string;
}) {
  return (
    <Panel aria-labelledby={id} className="gap-1 px-4 py-3.5">
      <h2 id={id} className="text-fg-muted text-sm">
        {title}
      </h2>
      <p className="font-semibold text-xl tabular-nums">{value}</p>
      <p className="text-fg-subtle text-xs">{text}</p>
    </Panel>
  );
}
