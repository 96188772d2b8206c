/** What the ink and the grey of `FindingsPlot` are. */
export function PlotLegend() {
  return (
    <span className="inline-flex items-center gap-[5px]">
      <span className="h-0.5 w-3 bg-ink" />
      open
      <span className="ml-2 size-2 bg-line-strong" />
      fixed that week
    </span>
  );
}
