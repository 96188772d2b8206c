import type { Figure } from "./bench.ts";

/** One line a figure, for programs. */
export function jsonLines(figures: readonly Figure[]): string {
  return figures
    .map(({ name, value, unit, goal, holds }) => JSON.stringify({ name, value, unit, goal, holds }))
    .join("\n");
}

/** The same for a person. */
export function table(figures: readonly Figure[]): string {
  const head = ["figure", "value", "unit", "goal", "holds"];
  const rows = figures.map(({ name, value, unit, goal, holds }) => [
    name,
    String(value),
    unit,
    goal ?? "",
    holds === null ? "" : holds ? "yes" : "NO",
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 1 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)].join("\n");
}
