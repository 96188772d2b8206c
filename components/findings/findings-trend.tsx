import { FindingsPlot, type WeekOfFindings } from "../overview/findings-plot.tsx";
import { PlotLegend } from "../overview/plot-legend.tsx";
import { Panel, PanelHeader } from "../ui/panel.tsx";

/** Open and fixed by week, as a plot and, for whoever cannot see it, as a table. */
export function FindingsTrend({ of, weeks }: { of: string; weeks: readonly WeekOfFindings[] }) {
  return (
    <Panel aria-labelledby="h-trend">
      <PanelHeader id="h-trend" title={`Open by week, ${of}`}>
        <PlotLegend />
      </PanelHeader>
      <div className="px-4 pt-4 pb-1 max-narrow:px-3">
        <FindingsPlot weeks={weeks} />
        <div className="sr-only">
          <table>
            <caption>Open and fixed findings by week, {of}</caption>
            <thead>
              <tr>
                <th scope="col">Week to</th>
                <th scope="col">Open at its end</th>
                <th scope="col">Fixed in it</th>
              </tr>
            </thead>
            <tbody>
              {weeks.map((week) => (
                <tr key={week.label}>
                  <th scope="row">{week.label}</th>
                  <td>{week.open}</td>
                  <td>{week.fixed}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </Panel>
  );
}
