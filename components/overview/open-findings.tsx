import Link from "next/link";
import type { Severity } from "#lib/base/index.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { SeverityBars, Status } from "../ui/status.tsx";
import { FindingsPlot, type WeekOfFindings } from "./findings-plot.tsx";
import { PlotLegend } from "./plot-legend.tsx";

export interface SeverityRow {
  severity: Severity;
  open: number;
  href: string;
  /** Those whose clock has run out, and the list of them. */
  overdue: number;
  overdueHref: string;
}

export function OpenFindings({
  severities,
  weeks,
  pace,
}: {
  severities: readonly SeverityRow[];
  /** Oldest first; the plot needs two. */
  weeks: readonly WeekOfFindings[];
  /** One sentence on how long fixes take; undefined where nothing was fixed. */
  pace?: string | undefined;
}) {
  const most = Math.max(1, ...severities.map((row) => row.open));
  const late = severities.some((row) => row.overdue > 0);
  const total = severities.reduce((sum, row) => sum + row.open, 0);
  return (
    <Panel aria-labelledby="h-open">
      <PanelHeader id="h-open" title="Open findings">
        {weeks.length > 1 ? <PlotLegend /> : <span>{total} in all</span>}
      </PanelHeader>
      <div className="p-4 max-narrow:p-3">
        {weeks.length > 1 && <FindingsPlot weeks={weeks} />}
        <table className="w-full border-collapse text-xs">
          <caption className="sr-only">Open findings by severity</caption>
          <tbody>
            {severities.map((row) => (
              <tr key={row.severity}>
                <th scope="row" className="w-[84px] py-[5px] text-left font-normal text-fg-muted">
                  <RowLink href={row.href} className="font-normal">
                    <SeverityBars severity={row.severity} />
                  </RowLink>
                </th>
                <td className="py-[5px]">
                  <svg className="block h-1.5 w-full" aria-hidden="true">
                    <rect
                      width={`${(row.open / most) * 100}%`}
                      height="6"
                      rx="1.5"
                      className="fill-fg-muted"
                    />
                  </svg>
                </td>
                <td className="w-9 py-[5px] text-right font-medium tabular-nums">{row.open}</td>
                {late && (
                  <td className="w-28 py-[5px] text-right text-fg-subtle">
                    {row.overdue > 0 && (
                      <Link href={row.overdueHref} className="no-underline hover:underline">
                        <Status kind="clock">{row.overdue} overdue</Status>
                      </Link>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
        {pace && <p className="mt-3 text-fg-subtle text-xs">{pace}</p>}
      </div>
    </Panel>
  );
}
