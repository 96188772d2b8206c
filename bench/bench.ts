/** One number that was measured. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** "ratio", "%", "MB", "ms", "1/s". */
  readonly unit: string;
  /** "≥ 0.6" or "≤ 1.25"; null where the number is stated and judged by no one. */
  readonly goal: string | null;
  /** Whether the goal holds; null without one. */
  readonly holds: boolean | null;
}

export interface Bench {
  readonly name: string;
  readonly summary: string;
  /** Measures. Says on standard error what it does; its figures are its only data. */
  run(): Promise<readonly Figure[]>;
}

export function stated(name: string, value: number, unit: string): Figure {
  return { name, value: rounded(value), unit, goal: null, holds: null };
}

export function atLeast(goal: number, name: string, value: number, unit: string): Figure {
  return { name, value: rounded(value), unit, goal: `≥ ${goal}`, holds: value >= goal };
}

export function atMost(goal: number, name: string, value: number, unit: string): Figure {
  return { name, value: rounded(value), unit, goal: `≤ ${goal}`, holds: value <= goal };
}

/** Three digits that count; whole numbers stay whole. */
function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (upper + lower) / 2;
}
