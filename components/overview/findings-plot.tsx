export interface WeekOfFindings {
  /** "17 Aug". */
  label: string;
  open: number;
  fixed: number;
}

const width = 560;
const height = 112;

/** A round number at or above the highest point, that three gridlines divide. */
function ceilingOf(highest: number): number {
  const third = Math.max(1, highest) / 3;
  const power = 10 ** Math.max(0, Math.floor(Math.log10(third)));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= third) ?? 10;
  return step * power * 3;
}

/** One ink series, the fixes of each week in grey below it, the last point labelled. */
export function FindingsPlot({ weeks }: { weeks: readonly WeekOfFindings[] }) {
  const ceiling = ceilingOf(Math.max(...weeks.map((week) => Math.max(week.open, week.fixed))));
  const slot = width / weeks.length;
  const xOf = (index: number) => slot * (index + 0.5);
  const yOf = (value: number) => height - (value / ceiling) * height;
  const first = weeks[0];
  const middle = weeks[Math.floor((weeks.length - 1) / 2)];
  const last = weeks.at(-1);
  if (!first || !middle || !last) return null;
  const fixed = weeks.reduce((sum, week) => sum + week.fixed, 0);
  const points = weeks.map((week, index) => `${xOf(index)},${yOf(week.open)}`).join(" ");
  const marks = [ceiling, (ceiling / 3) * 2, ceiling / 3, 0];
  return (
    <figure
      role="img"
      aria-label={`Open findings went from ${first.open} to ${last.open} in ${weeks.length} weeks; ${fixed} were fixed in that time`}
      className="mb-3 grid grid-cols-[24px_minmax(0,1fr)] text-2xs text-fg-subtle tabular-nums"
    >
      <div aria-hidden="true" className="-my-2 flex flex-col justify-between">
        {marks.map((mark) => (
          <span key={mark}>{mark}</span>
        ))}
      </div>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="block h-28 w-full overflow-visible"
        aria-hidden="true"
      >
        {marks.map((mark) => (
          <line
            key={mark}
            x1="0"
            x2={width}
            y1={yOf(mark)}
            y2={yOf(mark)}
            className="stroke-line [vector-effect:non-scaling-stroke]"
          />
        ))}
        {weeks.map((week, index) => (
          <rect
            key={week.label}
            x={xOf(index) - slot * 0.2}
            width={slot * 0.4}
            y={yOf(week.fixed)}
            height={height - yOf(week.fixed)}
            className="fill-line-strong"
          />
        ))}
        <polyline
          points={points}
          className="fill-none stroke-[1.75] stroke-ink [stroke-linejoin:round] [vector-effect:non-scaling-stroke]"
        />
      </svg>
      <div aria-hidden="true" className="col-start-2 flex justify-between pt-1.5">
        <span>{first.label}</span>
        {weeks.length > 2 && <span>{middle.label}</span>}
        <span>
          {last.label}: <b className="text-fg">{last.open}</b>
        </span>
      </div>
    </figure>
  );
}
