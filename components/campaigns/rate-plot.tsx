interface Rate {
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A share of the scale, as SVG takes it. */
const at = (share: number, highest: number) => `${((100 * share) / highest).toFixed(2)}%`;

/** The share as a bar, its interval as whiskers, the budget as a dashed line. `highest` ends the scale. */
export function RatePlot({
  rate,
  budget,
  highest,
  isOver,
  label,
}: {
  rate: Rate;
  budget: number;
  highest: number;
  isOver: boolean;
  /** One sentence for those who do not see it. */
  label: string;
}) {
  const { share, low, high } = rate;
  const line = isOver ? "stroke-danger" : "stroke-ink";
  return (
    <svg role="img" aria-label={label} className="block h-9 w-full overflow-visible">
      <line x1="0" x2="0" y1="0" y2="100%" className="stroke-line-strong" />
      <line
        x1={at(budget, highest)}
        x2={at(budget, highest)}
        y1="0"
        y2="100%"
        className="stroke-fg-subtle [stroke-dasharray:3_3]"
      />
      {share !== null && low !== null && high !== null && (
        <>
          <rect
            width={at(share, highest)}
            y="13"
            height="10"
            className={isOver ? "fill-danger-line" : "fill-line-strong"}
          />
          <line x1={at(low, highest)} x2={at(high, highest)} y1="18" y2="18" className={line} />
          {[low, high].map((end, index) => (
            <line
              key={index === 0 ? "low" : "high"}
              x1={at(end, highest)}
              x2={at(end, highest)}
              y1="14"
              y2="22"
              className={line}
            />
          ))}
          {share > 0 && (
            <circle
              cx={at(share, highest)}
              cy="18"
              r="2.5"
              className={isOver ? "fill-danger" : "fill-ink"}
            />
          )}
        </>
      )}
    </svg>
  );
}

/** Where nothing was tested: hatched, so that it cannot be taken for a zero. */
export function HolePlot() {
  return <span aria-hidden="true" className="hole-plot" />;
}

/** The numbers below which the bars stand. */
export function RateAxis({ highest }: { highest: number }) {
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return (
    <svg aria-hidden="true" className="block h-4 w-full overflow-visible text-2xs">
      {ticks.map((tick) => (
        <text
          key={tick}
          x={`${100 * tick}%`}
          y="12"
          textAnchor={tick === 0 ? "start" : tick === 1 ? "end" : "middle"}
          className="fill-fg-subtle tabular-nums"
        >
          {axisWords(tick * highest)}
          {tick === 1 && " %"}
        </text>
      ))}
    </svg>
  );
}

function axisWords(share: number): string {
  const percent = 100 * share;
  return Number.isInteger(percent) ? String(percent) : percent.toFixed(1);
}

/** The end of the scale: the highest end of an interval, rounded up to what four ticks divide. */
export function scaleEnd(rates: readonly (Rate & { readonly budget: number })[]): number {
  const most = Math.max(0.04, ...rates.flatMap(({ high, budget }) => [high ?? 0, budget * 1.2]));
  return Math.min(1, [0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 0.8, 1].find((end) => end >= most) ?? 1);
}
