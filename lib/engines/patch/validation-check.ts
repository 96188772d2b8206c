/** One line of the validation card. What was not run says so; it never counts as passed. */
export interface ValidationCheck {
  readonly id: string;
  readonly title: string;
  readonly outcome: "passed" | "failed" | "not_run";
  /** What was measured, in a few words: "+13 −3, limit 120 lines". */
  readonly summary: string;
}

/** `items` joined by commas, the rest counted: "a, b, c and 4 more". */
export function summarize(items: readonly string[], shown = 3): string {
  const rest = items.length - shown;
  return items.slice(0, shown).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
