export interface Choice {
  readonly value: string;
  /** One sentence: what it means. */
  readonly says: string;
}

/** Boxes to tick, each with its sentence. */
export function Choices({
  name,
  legend,
  choices,
  chosen,
}: {
  name: string;
  legend: string;
  choices: readonly Choice[];
  chosen: readonly string[];
}) {
  return (
    <fieldset className="grid min-w-0 gap-1">
      <legend className="mb-1 text-fg-muted text-xs">{legend}</legend>
      {choices.map(({ value, says }) => (
        <label
          key={value}
          className="grid min-h-7 grid-cols-[16px_128px_minmax(0,1fr)] items-baseline gap-x-2.5 max-narrow:min-h-10 max-narrow:grid-cols-[16px_minmax(0,1fr)] max-narrow:py-1"
        >
          <input
            type="checkbox"
            name={name}
            value={value}
            defaultChecked={chosen.includes(value)}
            className="size-4 translate-y-0.5 accent-ink"
          />
          <span className="font-medium">{value}</span>
          <span className="text-fg-muted text-sm max-narrow:col-start-2">{says}</span>
        </label>
      ))}
    </fieldset>
  );
}
